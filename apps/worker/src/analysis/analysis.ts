import type { ByRole } from '../track.ts';
import type { Role } from '@audio-studio/contract';

/** What must be known before the first sample, so that memory is set aside once. */
export interface AnalysisPlan {
  /** Samples at 48 kHz. */
  sampleCount: ByRole<number>;
  /** Where each track begins on the common time line. */
  offsetSeconds: ByRole<number>;
}

/** Measured over every 48 kHz sample of a track while it passed. Levels are dBFS. */
export interface TrackLevels {
  rms: number;
  peak: number;
  clipCount: number;
  /** Integrated loudness, LUFS; null when no block is loud enough to count. */
  lufs: number | null;
  sampleCount: number;
  /** Every sample is zero. */
  isSilent: boolean;
  /** Lowest and highest sample of each slice, alternating, −1…1. */
  peaks: number[];
  peaksPerSecond: number;
}

export interface Segment {
  startSeconds: number;
  endSeconds: number;
}

/** Measured in the speech band of one track. Null where the track gives no honest answer. */
export interface TrackSpeech {
  snr: number | null;
  srmr: number | null;
  /** Mean level while its owner speaks, dBFS in the speech band. */
  speechRms: number | null;
  speechSeconds: number;
  /** On the common time line. */
  speech: Segment[];
}

/** Measured on both tracks together; null where there is not enough to go by. */
export interface Conversation {
  tracks: ByRole<TrackSpeech>;
  overlapPercent: number | null;
  speakerBalance: number | null;
  hostShare: number | null;
  /** Strongest correlation of one talker's speech with the other's track, 0…1. */
  echoCorrelation: number | null;
  /** Level of that leak against its source, dB. */
  bleedDb: number | null;
  /** Both speak, on the common time line. */
  overlap: Segment[];
  /** Some of the take lies beyond what the speech measures look at. */
  isPartial: boolean;
}

/**
 * The measuring of one take, samples in, numbers out. Samples of a track are pushed in order; then the
 * levels, then the conversation are asked for. Everything rejects with INTERNAL_ERROR once the
 * analysis has died.
 */
export interface Analysis {
  /** Takes the samples over: the array is of no use to the caller afterwards. */
  push(role: Role, samples: Int16Array<ArrayBuffer>): Promise<void>;
  levels(): Promise<ByRole<TrackLevels>>;
  /** @param onProgress share done, 0…1 */
  conversation(onProgress: (share: number) => void): Promise<Conversation>;
  close(): Promise<void>;
}
