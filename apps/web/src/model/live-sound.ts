/** A moment of sound as meters and waveforms draw it. */
export interface SoundSlice {
  rmsDbfs: number;
  peakDbfs: number;
  /** Lowest and highest sample of consecutive stretches of 1/60 s, alternating, −1…1. */
  peaks: Float32Array;
  /** It is part of a take's file on this computer. */
  recorded: boolean;
  /** Clipped samples so far; null where clipping cannot be known. */
  clipCountTotal: number | null;
}

/** Something that can be drawn live. Returns the end of the subscription. */
export type SoundSource = (listener: (slice: SoundSlice) => void) => () => void;
