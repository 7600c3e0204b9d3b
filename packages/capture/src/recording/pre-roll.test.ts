import { describe, expect, it } from 'vitest';
import { PreRoll, type HeardBlock } from './pre-roll.ts';

/** 10 ms whose samples say where they are: sample n of the stream is n / 100 000. */
function block(index: number): HeardBlock {
  const mono = Float32Array.from({ length: 480 }, (_, i) => (index * 480 + i) / 100_000);
  return { mono, rateHz: 48_000, startServerMs: 5_000 + index * 10 };
}

function positions(blocks: readonly HeardBlock[]): number[] {
  return blocks.flatMap(({ mono }) => Array.from(mono, (sample) => Math.round(sample * 100_000)));
}

describe('PreRoll', () => {
  it('answers every sample from the asked moment on, cut inside a block', () => {
    const preRoll = new PreRoll(1_000);
    for (let index = 0; index < 10; index += 1) preRoll.push(block(index));
    const taken = preRoll.take(5_024.5);
    expect(positions(taken)).toEqual(Array.from({ length: 4_800 - 1_176 }, (_, i) => 1_176 + i));
    expect(taken[0]!.startServerMs).toBeCloseTo(5_024.5, 6);
  });

  it('cuts at the rate the browser delivers', () => {
    const preRoll = new PreRoll(1_000);
    preRoll.push({ mono: new Float32Array(441), rateHz: 44_100, startServerMs: 0 });
    const [first] = preRoll.take(5);
    expect(first!.mono).toHaveLength(220);
    expect(first!.startServerMs).toBeCloseTo((221 / 44_100) * 1000, 6);
  });

  it('reaches back no further than asked for, and begins with what it has', () => {
    const preRoll = new PreRoll(50);
    for (let index = 0; index < 100; index += 1) preRoll.push(block(index));
    const taken = preRoll.take(0);
    expect(taken[0]!.startServerMs).toBe(5_930);
    expect(positions(taken).at(-1)).toBe(47_999);
  });

  it('keeps its own copy, gives it once, and nothing of the future', () => {
    const preRoll = new PreRoll(1_000);
    const reused = block(0);
    preRoll.push(reused);
    reused.mono.fill(1);
    expect(positions(preRoll.take(5_000))[5]).toBe(5);
    expect(preRoll.take(0)).toEqual([]);
    preRoll.push(block(1));
    expect(preRoll.take(9_000)).toEqual([]);
  });
});
