import { TRACK_FORMAT, type TrackLedger } from '@audio-studio/contract';
import type { FinishedTake } from './recorder-events.ts';

export function finishedTakeOf(takeKey: string, ledger: TrackLedger): FinishedTake {
  return {
    takeKey,
    fileBytes: ledger.fileBytes,
    durationSeconds: ledger.framesWritten / TRACK_FORMAT.sampleRateHz,
    ledger,
  };
}
