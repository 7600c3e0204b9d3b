export {
  encodeWavHeader,
  parseWavHeader,
  patchWavSizes,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
  WavFormatError,
  type WavHeader,
} from './wav.ts';
export { floatToInt16, int16ToFloat } from './pcm.ts';
export { amplitudeToDb, dbToAmplitude, powerToDb, SILENCE_DBFS } from './decibels.ts';
export {
  CLIP_AMPLITUDE,
  countClips,
  LevelMeter,
  peakAmplitude,
  peakDbfs,
  rmsDbfs,
  type LevelReading,
} from './level.ts';
export { SILENCE_THRESHOLD_DBFS, SilenceTracker } from './silence-tracker.ts';
export { NoiseFloorTracker } from './noise-floor-tracker.ts';
export { ClockStepDetector, type ClockStep } from './clock-step.ts';
export { PeakReducer } from './peaks.ts';
export { resample, Resampler } from './resample.ts';
export {
  gradeTake,
  gradeTrack,
  QUALITY_PROFILES,
  type Grade,
  type GradeThresholds,
  type QualityProfile,
  type TrackMeasures,
} from './grade.ts';
export { band16, BAND_RATE_HZ, fill, type FrameMask, framePower, HOP_SECONDS, speechBand, to16 } from './front-end.ts';
export { estimateSnrDb } from './snr.ts';
export { srmr, trackSrmr } from './srmr.ts';
export { integratedLufs, LoudnessMeter } from './loudness.ts';
export { truePeakDbtp, TruePeakMeter } from './true-peak.ts';
export { activeSeconds, conversationActivity, speechActivity, type SpeechSegment, speechSegments } from './activity.ts';
export { hostShare, overlapOfSessionPercent, overlapPercent, speakerBalance } from './conversation.ts';
export { type ActiveTrack, type EchoCorrelation, echoCorrelation } from './echo.ts';
export { estimateSync, type SyncEstimate } from './sync.ts';
