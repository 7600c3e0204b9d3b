import * as fc from 'fast-check';

/** Samples −1..1 as float32. */
export function samples(maxLength: number): fc.Arbitrary<Float32Array> {
  return fc.float32Array({ min: -1, max: 1, noNaN: true, maxLength });
}

/** Ways to cut a stream into blocks, empty blocks and very uneven ones included. */
export function cuts(maxBlockSamples: number): fc.Arbitrary<number[]> {
  return fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.nat(maxBlockSamples)), {
    maxLength: 40,
  });
}
