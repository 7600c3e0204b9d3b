import { THRESHOLDS as T, type MicCheck, type MicStatus } from '@audio-studio/contract';

const SUGGESTIONS = {
  'too-quiet': ['Move closer to microphone', 'Increase input gain'],
  'too-loud': ['Move away from microphone', 'Reduce input gain'],
  unacceptable: ['Environment too noisy', 'Use a quieter room'],
  clipping: ['Reduce volume — audio is clipping'],
} as const;

/** What one second of a microphone says about it. Levels are dBFS. */
export function evaluateMicCheck({ rms, noiseFloor, isClipping }: MicCheck): MicStatus {
  const level = rms < T.MIC_TOO_QUIET ? 'too-quiet' : rms > T.MIC_TOO_LOUD ? 'too-loud' : 'good';
  const noise =
    noiseFloor > T.NOISE_FLOOR_REJECT ? 'unacceptable' : noiseFloor > T.NOISE_FLOOR_NOISY ? 'noisy' : 'clean';
  return {
    level,
    noiseFloor: noise,
    clipping: isClipping,
    suggestions: [
      ...(level === 'good' ? [] : SUGGESTIONS[level]),
      ...(noise === 'unacceptable' ? SUGGESTIONS.unacceptable : []),
      ...(isClipping ? SUGGESTIONS.clipping : []),
    ],
  };
}
