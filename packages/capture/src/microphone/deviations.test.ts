import { describe, expect, it } from 'vitest';
import { findDeviations, WANTED_SETTINGS } from './deviations.ts';

describe('findDeviations', () => {
  it('finds nothing when the browser complied', () => {
    expect(findDeviations({ ...WANTED_SETTINGS })).toEqual([]);
  });

  it('names every setting that is not as wanted', () => {
    const settings = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      sampleRate: 44_100,
      channelCount: 2,
    };
    expect(findDeviations(settings)).toEqual([
      { setting: 'echoCancellation', wanted: false, got: true },
      { setting: 'noiseSuppression', wanted: false, got: true },
      { setting: 'autoGainControl', wanted: false, got: true },
      { setting: 'sampleRate', wanted: 48_000, got: 44_100 },
      { setting: 'channelCount', wanted: 1, got: 2 },
    ]);
  });

  it('reports a textual echo-cancellation mode', () => {
    expect(findDeviations({ echoCancellation: 'remote-only' })).toEqual([
      { setting: 'echoCancellation', wanted: false, got: 'remote-only' },
    ]);
  });

  it('does not invent a finding for what is not reported', () => {
    expect(findDeviations({ echoCancellation: undefined })).toEqual([]);
    expect(findDeviations({})).toEqual([]);
  });
});
