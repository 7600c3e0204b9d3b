import type { FrameMask } from './front-end.ts';

/**
 * Frames up to this power are digital zeros: muted, or padded by an editor. Nothing louder may be
 * dropped as "silence": the quiet frames of a good recording are its noise, and leaving them out
 * turned a 60 dB clip into 8 dB.
 */
export const DIGITAL_ZERO_POWER = 1e-14;

/** Fewer usable frames than this (half a second) say nothing. */
export const MIN_USABLE_FRAMES = 50;

/** 1 for every frame that is not digital zero. */
export function usableFrames(power: Float64Array): FrameMask {
  return Uint8Array.from(power, (value) => (value > DIGITAL_ZERO_POWER ? 1 : 0));
}

/** The values where the mask is 1. */
export function select(values: Float64Array, mask: FrameMask): Float64Array {
  return values.filter((_, i) => mask[i] !== 0);
}

/** Mean where the mask is 1; 0 when it is nowhere. */
export function meanWhere(values: Float64Array, mask: FrameMask): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!mask[i]) continue;
    sum += values[i];
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Levels 10 log10(power + offset) in dB; the offset keeps zeros finite. */
export function levelsDb(power: Float64Array, offset: number): Float64Array {
  return power.map((value) => 10 * Math.log10(value + offset));
}
