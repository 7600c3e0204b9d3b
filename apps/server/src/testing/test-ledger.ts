import type { TrackLedger } from '@audio-studio/contract';

/** A ledger whose first frame named is `firstFrame`, captured at `serverTimeMs`. */
export function testLedger(firstFrame: number, serverTimeMs: number, pairs = 1): TrackLedger {
  return {
    capturePath: 'audio-worklet',
    sourceRateHz: 48_000,
    framesDelivered: 48_000,
    framesWritten: 48_000,
    fileBytes: 96_044,
    clockPairs: Array.from({ length: pairs }, (_, index) => ({
      frame: firstFrame + index * 48_000,
      serverTimeMs: serverTimeMs + index * 1000,
    })),
    wallClockSeconds: 1,
  };
}
