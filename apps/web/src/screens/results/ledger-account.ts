import { formatTenths } from './durations.ts';
import { TRACK_FORMAT, type CapturePath, type Recording } from '@audio-studio/contract';

/** A resampler's delay line may hold this much back or add it, frames at 48 kHz. */
const RESAMPLER_SLACK_FRAMES = 256;
const WAV_HEADER_BYTES = 44;

export interface LedgerAccount {
  /** No sample is missing anywhere on the way, and no silence stands in for any. */
  isComplete: boolean;
  verdict: string;
  /** Name and figure, in the order sound travels. */
  lines: readonly { label: string; text: string }[];
  gaps: readonly string[];
}

const PATHS: Record<CapturePath, string> = {
  'track-processor': 'straight from the microphone track',
  'audio-worklet': 'through an audio worklet',
  'script-processor': 'through a script processor, the oldest way',
};

const GAP_REASONS = {
  'microphone-switched': 'the microphone was switched',
  'recorder-restarted': 'the recorder was restarted',
  'samples-dropped': 'the browser dropped sound',
  'samples-inserted': 'the browser inserted silence',
  salvage: 'that part never reached the server',
} as const;

/** What a track's ledger says, in words and figures; null without a ledger. Nothing is inferred. */
export function ledgerAccount({ ledger, sizeBytes }: Recording): LedgerAccount | null {
  if (ledger === null) return null;
  const { framesDelivered, framesWritten, sourceRateHz, wallClockSeconds, capturePath, gaps = [] } = ledger;
  const rate = TRACK_FORMAT.sampleRateHz;
  const isResampled = sourceRateHz !== rate;
  const gapFrames = gaps.reduce((sum, { frames }) => sum + frames, 0);
  const expected = Math.round((framesDelivered * rate) / sourceRateHz) + gapFrames;
  const storedFrames = sizeBytes === null ? null : Math.floor((sizeBytes - WAV_HEADER_BYTES) / 2);
  const unwritten = expected - framesWritten;
  const missing = Math.abs(unwritten) <= (isResampled ? RESAMPLER_SLACK_FRAMES : 0) ? 0 : unwritten;
  const unstored = storedFrames === null ? 0 : framesWritten - storedFrames;
  const trackSeconds = framesWritten / rate;
  const differenceMs = Math.round((trackSeconds - wallClockSeconds) * 1000);

  return {
    isComplete: missing === 0 && unstored === 0 && gaps.length === 0,
    verdict: verdict({ missing, unstored, gapFrames }),
    lines: [
      {
        label: 'Captured',
        text: `${samples(framesDelivered)}${isResampled ? ` at ${sourceRateHz / 1000} kHz` : ''}, ${PATHS[capturePath]}`,
      },
      { label: 'Written', text: `${samples(framesWritten)}${isResampled ? ' at 48 kHz' : ''}` },
      ...(storedFrames === null ? [] : [{ label: 'In the stored file', text: samples(storedFrames) }]),
      {
        label: 'By the clock',
        text: `${formatTenths(wallClockSeconds)}; the track holds ${formatTenths(trackSeconds)} (${differenceText(differenceMs)})`,
      },
    ],
    gaps: gaps.map(
      ({ frame, frames, reason }) =>
        `At ${formatTenths(frame / rate)}: ${Math.round((frames / rate) * 1000)} ms of silence because ${GAP_REASONS[reason]}.`,
    ),
  };
}

function verdict({ missing, unstored, gapFrames }: { missing: number; unstored: number; gapFrames: number }): string {
  if (missing > 0) return `${samples(missing)} captured but not written`;
  if (missing < 0) return `${samples(-missing)} more written than captured`;
  if (unstored > 0) return `${samples(unstored)} written but not in the stored file`;
  if (unstored < 0) return `${samples(-unstored)} more in the stored file than the ledger says`;
  if (gapFrames > 0)
    return `0 samples missing; ${samples(gapFrames)} of silence stand in where no microphone delivered`;
  return '0 samples missing';
}

function differenceText(differenceMs: number): string {
  if (differenceMs === 0) return 'no difference';
  return `${Math.abs(differenceMs).toLocaleString('en')} ms ${differenceMs > 0 ? 'longer' : 'shorter'}`;
}

function samples(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}`;
}
