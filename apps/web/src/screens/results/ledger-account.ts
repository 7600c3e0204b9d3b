import { formatTenths } from './durations.ts';
import { silentFrames, TRACK_FORMAT, type CapturePath, type LedgerGap, type Recording } from '@audio-studio/contract';

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

const PATHS: Record<CapturePath | 'unknown', string> = {
  'track-processor': 'straight from the microphone track',
  'audio-worklet': 'through an audio worklet',
  'script-processor': 'through a script processor, the oldest way',
  unknown: 'as far as it reached the server',
};

const SILENCE_REASONS = {
  'microphone-switched': 'the microphone was switched',
  'recorder-restarted': 'the recorder was restarted',
  'samples-dropped': 'the browser delivered no sound',
} as const;

/** What a track's ledger says, in words and figures; null without a ledger. Nothing is inferred. */
export function ledgerAccount({ ledger, sizeBytes }: Recording): LedgerAccount | null {
  if (ledger === null) return null;
  const { framesDelivered, framesWritten, sourceRateHz, wallClockSeconds, capturePath, gaps = [] } = ledger;
  const rate = TRACK_FORMAT.sampleRateHz;
  const isResampled = sourceRateHz !== rate;
  const gapFrames = silentFrames(gaps);
  const insertedFrames = framesOf(gaps, 'samples-inserted');
  const unsentFrames = framesOf(gaps, 'salvage');
  const expected = Math.round((framesDelivered * rate) / sourceRateHz) + gapFrames;
  const storedFrames = sizeBytes === null ? null : Math.floor((sizeBytes - WAV_HEADER_BYTES) / 2);
  const unwritten = expected - framesWritten;
  const missing = Math.abs(unwritten) <= (isResampled ? RESAMPLER_SLACK_FRAMES : 0) ? 0 : unwritten;
  const unstored = storedFrames === null ? 0 : framesWritten - storedFrames;
  const trackSeconds = framesWritten / rate;
  const differenceMs = Math.round((trackSeconds - wallClockSeconds) * 1000);

  return {
    isComplete: missing === 0 && unstored === 0 && gaps.length === 0,
    verdict: verdict({ missing, unstored, unsentFrames, gapFrames, insertedFrames }),
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
    gaps: gaps.map(gapText),
  };
}

function framesOf(gaps: readonly LedgerGap[], wanted: LedgerGap['reason']): number {
  return gaps.reduce((sum, { frames, reason }) => sum + (reason === wanted ? frames : 0), 0);
}

function gapText({ frame, frames, reason, lostAtFrame }: LedgerGap): string {
  const at = formatTenths(frame / TRACK_FORMAT.sampleRateHz);
  const ms = `${Math.round((frames / TRACK_FORMAT.sampleRateHz) * 1000).toLocaleString('en')} ms`;
  if (reason === 'samples-inserted') return `Near ${at}: the browser delivered ${ms} more than the clock allows.`;
  if (reason === 'salvage') return `From ${at} on: about ${ms} never reached the server.`;
  if (lostAtFrame === undefined) return `At ${at}: ${ms} of silence because ${SILENCE_REASONS[reason]}.`;
  const lostAt = formatTenths(lostAtFrame / TRACK_FORMAT.sampleRateHz);
  return `Near ${lostAt}: the browser dropped ${ms} of sound; at ${at} silence makes up for the time.`;
}

interface Counts {
  missing: number;
  unstored: number;
  unsentFrames: number;
  gapFrames: number;
  insertedFrames: number;
}

function verdict({ missing, unstored, unsentFrames, gapFrames, insertedFrames }: Counts): string {
  if (missing > 0) return `${samples(missing)} captured but not written`;
  if (missing < 0) return `${samples(-missing)} more written than captured`;
  if (unstored > 0) return `${samples(unstored)} written but not in the stored file`;
  if (unstored < 0) return `${samples(-unstored)} more in the stored file than the ledger says`;
  if (unsentFrames > 0) return `about ${samples(unsentFrames)} never reached the server`;
  if (gapFrames > 0) return `${samples(gapFrames)} missing; silence of that length keeps the time`;
  if (insertedFrames > 0) return `0 samples missing; about ${samples(insertedFrames)} more than the clock allows`;
  return '0 samples missing';
}

function differenceText(differenceMs: number): string {
  if (differenceMs === 0) return 'no difference';
  return `${Math.abs(differenceMs).toLocaleString('en')} ms ${differenceMs > 0 ? 'longer' : 'shorter'}`;
}

function samples(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}`;
}
