/** Levels and limits that decide what people are told about their sound. Levels are dBFS. */
export const THRESHOLDS = {
  // Green room
  MIC_TOO_QUIET: -40,
  MIC_TOO_LOUD: -6,
  NOISE_FLOOR_GOOD: -45,
  NOISE_FLOOR_NOISY: -35,
  NOISE_FLOOR_REJECT: -30,

  // Studio
  CLIP_WARNING_COUNT: 5,
  SILENCE_WARNING_MS: 30_000,
  SILENCE_THRESHOLD: -50,
  OVERLAP_WARNING_PCT: 20,
  TOO_QUIET_DURATION_MS: 10_000,
  /** |sample| at or above this counts as clipped (linear, full scale = 1). */
  CLIP_AMPLITUDE: 0.99,

  // Grades: least SNR in dB, most clipped samples
  P0_SNR_MIN: 25,
  P1_SNR_MIN: 20,
  P2_SNR_MIN: 15,
  P3_SNR_MIN: 10,
  P0_CLIPS_MAX: 0,
  P1_CLIPS_MAX: 5,
  P2_CLIPS_MAX: 20,
  P3_CLIPS_MAX: 50,

  /** Correlation of one voice in the other's track that two unrelated voices do not reach by chance, 0…1. */
  ECHO_WARNING: 0.1,
  /** A leak below this level is not heard, dB relative to the voice. */
  BLEED_WARNING_DB: -45,

  // What a well-set microphone reads
  TARGET_RMS_MIN: -26,
  TARGET_RMS_MAX: -20,
  TARGET_LUFS: -23,
} as const;

/** The one sample format a track is stored in: mono, 16 bit, little endian. */
export const TRACK_FORMAT = {
  sampleRateHz: 48_000,
  channels: 1,
  bitsPerSample: 16,
  bytesPerSecond: 96_000,
} as const;
