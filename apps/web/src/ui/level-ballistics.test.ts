import { describe, expect, it } from 'vitest';
import { LevelBallistics } from './level-ballistics.ts';
import { levelPosition } from './level-scale.ts';

describe('LevelBallistics', () => {
  it('rises at once and falls 26 dB a second', () => {
    const needle = new LevelBallistics();
    needle.push({ rmsDbfs: -20, peakDbfs: -10 }, 10);
    expect(needle.read(10).levelDbfs).toBe(-20);
    expect(needle.read(11).levelDbfs).toBeCloseTo(-46);
    needle.push({ rmsDbfs: -30, peakDbfs: -40 }, 11);
    expect(needle.read(11).levelDbfs).toBe(-30);
  });

  it('holds a peak for a second and a half, then lets it fall', () => {
    const needle = new LevelBallistics();
    needle.push({ rmsDbfs: -20, peakDbfs: -6 }, 10);
    needle.push({ rmsDbfs: -60, peakDbfs: -50 }, 11);
    expect(needle.read(11.5).peakDbfs).toBe(-6);
    expect(needle.read(12.5).peakDbfs).toBeCloseTo(-32);
  });

  it('holds a higher peak from then on', () => {
    const needle = new LevelBallistics();
    needle.push({ rmsDbfs: -20, peakDbfs: -6 }, 10);
    needle.push({ rmsDbfs: -20, peakDbfs: -3 }, 11);
    expect(needle.read(12.4).peakDbfs).toBe(-3);
  });

  it('falls the same however often it is read', () => {
    const often = new LevelBallistics();
    const once = new LevelBallistics();
    for (const needle of [often, once]) needle.push({ rmsDbfs: -10, peakDbfs: -5 }, 0);
    for (let frame = 1; frame <= 120; frame += 1) often.read(frame / 60);
    expect(often.read(2).levelDbfs).toBeCloseTo(once.read(2).levelDbfs);
    expect(often.read(2).peakDbfs).toBeCloseTo(once.read(2).peakDbfs);
  });

  it('has a floor', () => {
    const needle = new LevelBallistics();
    expect(needle.read(1_000)).toEqual({ levelDbfs: -100, peakDbfs: -100 });
  });
});

it.each([
  [-120, 0],
  [-60, 0],
  [-30, 0.5],
  [0, 1],
  [3, 1],
])('%d dBFS lies at %d of the scale', (dbfs, position) => expect(levelPosition(dbfs)).toBe(position));
