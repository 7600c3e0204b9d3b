import { TRACK_FORMAT, type TrackLedger } from '@audio-studio/contract';
import { WAV_HEADER_BYTES } from '@audio-studio/dsp';

const BYTES_PER_FRAME = (TRACK_FORMAT.channels * TRACK_FORMAT.bitsPerSample) / 8;

/** Frames a WAV of ours with that many bytes holds. */
export function framesIn(sizeBytes: number): number {
  return Math.max(0, Math.floor((sizeBytes - WAV_HEADER_BYTES) / BYTES_PER_FRAME));
}

/** Where a recorder's claims differ from the object that is there, in sentences; the object is right. */
export function ledgerDisagreements(ledger: TrackLedger | undefined, contentType: string, sizeBytes: number): string[] {
  if (ledger === undefined) return [];
  const found: string[] = [];
  if (ledger.fileBytes !== sizeBytes) {
    found.push(`The recorder made a file of ${ledger.fileBytes} bytes; ${sizeBytes} are stored.`);
  }
  const storedFrames = framesIn(sizeBytes);
  if (contentType === 'audio/wav' && ledger.framesWritten !== storedFrames) {
    found.push(`The recorder wrote ${ledger.framesWritten} samples; ${storedFrames} are stored.`);
  }
  return found;
}
