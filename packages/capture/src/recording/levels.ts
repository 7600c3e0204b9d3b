/**
 * What a meter and a live waveform show, about thirty times a second (twenty with the fallback paths),
 * computed from every sample that is, or would be, recorded.
 */
export interface Levels {
  /** Level of this slice alone, dBFS (a full-scale sine reads −3). Average powers, not decibels, for longer spans. */
  rmsDbfs: number;
  peakDbfs: number;
  /** Samples in this slice, at 48 kHz. */
  sliceSamples: number;
  /** Clipped samples since the take began, or since the microphone opened while there is no take. */
  clipCountTotal: number;
  /** dBFS; null until half a second has been heard. */
  noiseFloorDbfs: number | null;
  /** How long it has been silent. */
  silenceMs: number;
  /** The slice is louder than the silence threshold. */
  speech: boolean;
  /** Lowest and highest sample of each 1/60 s, alternating, −1…1; usually two pairs. */
  peaks: Float32Array;
  /** Frames (48 kHz) of the running take up to the end of this slice; null while there is none. */
  takeFrames: number | null;
}

/** Pairs in `Levels.peaks` per second of sound. */
export const LIVE_PEAKS_PER_SECOND = 60;
