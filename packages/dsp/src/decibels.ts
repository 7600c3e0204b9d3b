/**
 * What this package reports instead of −Infinity: far below the noise of any microphone (a 16-bit
 * track that dithers by one step reads about −90 dBFS), yet a number that survives JSON.
 */
export const SILENCE_DBFS = -120;

/** 20 log10 of an amplitude ratio ≥ 0, never below {@link SILENCE_DBFS}. */
export function amplitudeToDb(amplitude: number): number {
  return amplitude > 0 ? Math.max(20 * Math.log10(amplitude), SILENCE_DBFS) : SILENCE_DBFS;
}

/** 10 log10 of a power ratio ≥ 0, never below {@link SILENCE_DBFS}. */
export function powerToDb(power: number): number {
  return power > 0 ? Math.max(10 * Math.log10(power), SILENCE_DBFS) : SILENCE_DBFS;
}

/** The amplitude ratio of a level difference: 10^(dB/20). */
export function dbToAmplitude(levelDb: number): number {
  return 10 ** (levelDb / 20);
}
