import type { TrackLedger } from '@audio-studio/contract';
import type { Levels } from './levels.ts';

export type RecorderFaultKind =
  /** The disk (or the browser's share of it) is full: audio waits in memory, recording goes on. */
  | 'storage-full'
  /** The file cannot be written for another reason: audio waits in memory, recording goes on. */
  | 'storage-failed'
  /** The microphone delivers nothing, though its track has not ended. */
  | 'no-audio'
  /** The microphone's sample rate cannot be converted. */
  | 'unsupported-rate'
  /** The recording thread reported an error of its own. */
  | 'worker-failed';

export interface RecorderFault {
  kind: RecorderFaultKind;
  /** The take it concerns, when there is one. */
  takeKey: string | null;
  /** Audio that exists in memory only, bytes. */
  unsavedBytes: number;
  /** For the log, not for people. */
  detail: string;
}

export interface RecorderEvents {
  levels: Levels;
  failed: RecorderFault;
  /** A fault announced by `failed` is over. */
  restored: { kind: RecorderFaultKind };
  /** Everything up to `secondsSaved` is on the disk; the newest of it was captured `lagMs` ago. */
  saved: { takeKey: string; secondsSaved: number; lagMs: number };
  /** The microphone is gone. The take goes on (silent) until it is stopped or the microphone is replaced. */
  trackEnded: { takeKey: string | null };
}

/** A closed, playable file on this device. */
export interface FinishedTake {
  takeKey: string;
  /** Header included. */
  fileBytes: number;
  durationSeconds: number;
  ledger: TrackLedger;
}
