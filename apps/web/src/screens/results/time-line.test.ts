import type { TakeOverview } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import type { TakeView, TrackView } from '../../model/take-results.ts';
import { magnification, separatePeaks, timeLineFromOverview, timeLineFromTracks, totalSeconds } from './time-line.ts';

const START_MS = Date.parse('2026-11-20T14:05:00.000Z');

function track(role: 'host' | 'guest', changes: Partial<TrackView> = {}): TrackView {
  const recording = { recordingId: `rec-${role}` } as TrackView['recording'];
  return {
    role,
    name: role === 'host' ? 'Ada' : 'Grace',
    state: 'stored',
    percent: 100,
    recording,
    lengthSeconds: 10,
    firstSampleAtMs: START_MS + (role === 'host' ? 400 : 650),
    ...changes,
  };
}

function take(tracks: TrackView[], atSeconds = 5): TakeView {
  return {
    kind: 'waiting-for-tracks',
    sessionId: 's',
    number: 1,
    startedAt: new Date(START_MS).toISOString(),
    lengthSeconds: 10,
    markers: [{ atSeconds, label: 'here', role: 'host' }],
    tracks,
    extraFiles: [],
  };
}

describe('before processing', () => {
  it('places each track by its recorder’s clock', () => {
    const line = timeLineFromTracks(take([track('host'), track('guest')]))!;
    expect(line.tracks.map(({ offsetSeconds }) => offsetSeconds)).toEqual([0, 0.25]);
    expect(line.durationSeconds).toBe(10.25);
    expect(line.overlap).toBeNull();
  });

  it('lets them begin together when one recorder did not say', () => {
    const line = timeLineFromTracks(take([track('host'), track('guest', { firstSampleAtMs: null })]))!;
    expect(line.tracks.map(({ offsetSeconds }) => offsetSeconds)).toEqual([0, 0]);
  });

  it('keeps the place of a track that is not here, with nothing to hear', () => {
    const line = timeLineFromTracks(
      take([track('host'), track('guest', { state: 'missing', recording: null, lengthSeconds: null })]),
    )!;
    expect(line.tracks[1]).toMatchObject({ name: 'Grace', recordingId: null, durationSeconds: 10 });
  });

  it('is nothing while no track is stored', () => {
    expect(timeLineFromTracks(take([track('host', { state: 'uploading', lengthSeconds: null })]))).toBeNull();
  });

  it('counts markers from the first sample, not from the button', () => {
    expect(timeLineFromTracks(take([track('host'), track('guest')]))!.markers[0]!.atSeconds).toBeCloseTo(4.6);
    expect(timeLineFromTracks(take([track('host')], 0.1))!.markers[0]!.atSeconds).toBe(0);
  });
});

it('takes over what processing measured', () => {
  const overview: TakeOverview = {
    sessionId: 's',
    durationSeconds: 11,
    tracks: [
      {
        role: 'host',
        recordingId: null,
        durationSeconds: 11,
        offsetSeconds: 0,
        peaks: [-0.5, 0.25, -0.125, 0.75],
        peaksPerSecond: 50,
        speech: [{ startSeconds: 1, endSeconds: 3 }],
      },
    ],
    overlap: [],
  };
  const [host] = timeLineFromOverview(overview, take([track('host'), track('guest')])).tracks;
  expect(host).toMatchObject({ name: 'Ada', recordingId: 'rec-host', durationSeconds: 11 });
  expect([...host!.peaks!.highest]).toEqual([0.25, 0.75]);
  expect([...host!.peaks!.lowest]).toEqual([-0.5, -0.125]);
});

it('draws quiet tracks taller by the same factor, never out of the lane', () => {
  const peaks = (...values: number[]) => ({ peaks: separatePeaks(values) });
  expect(magnification([peaks(-0.1, 0.05)])).toBe(8);
  expect(magnification([peaks(-0.1, 0.05), peaks(-0.3, 0.2)])).toBe(2);
  expect(magnification([peaks(-0.6, 0.2)])).toBe(1);
  expect(magnification([peaks(0, 0)])).toBe(1);
  expect(magnification([{ peaks: null }])).toBe(1);
});

it('adds up spans', () => {
  expect(
    totalSeconds([
      { startSeconds: 1, endSeconds: 2.5 },
      { startSeconds: 4, endSeconds: 5 },
    ]),
  ).toBe(2.5);
});
