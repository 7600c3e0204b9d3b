import { to16 } from '@audio-studio/dsp';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise } from '../testing/speech-like.ts';
import { MeasuringBand } from './measuring-band.ts';

function inBlocks(
  samples: Float32Array,
  blockSamples: readonly number[],
  options: { leadSamples: number; maxSamples: number },
) {
  const band = new MeasuringBand(options);
  let at = 0;
  for (let i = 0; at < samples.length; i += 1) {
    const length = blockSamples[i % blockSamples.length]!;
    band.push(samples.subarray(at, at + length));
    at += length;
  }
  return band.finish();
}

describe('the 16 kHz copy of a stream', () => {
  it('is bit for bit that of the whole signal, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 50 }),
        (length, blocks, leadSamples) => {
          const samples = noise(length, 3);
          const copy = inBlocks(samples, blocks, { leadSamples, maxSamples: Math.ceil(length / 3) });
          expect(copy.subarray(0, leadSamples).every((sample) => sample === 0)).toBe(true);
          expect(Array.from(copy.subarray(leadSamples))).toEqual(Array.from(to16(samples)));
        },
      ),
    );
  });

  it('ends at its limit and is unchanged up to there', () => {
    const samples = noise(30_000, 4);
    const copy = inBlocks(samples, [1000], { leadSamples: 5, maxSamples: 4000 });
    expect(copy.length).toBe(4005);
    expect(Array.from(copy.subarray(5))).toEqual(Array.from(to16(samples).subarray(0, 4000)));
  });
});
