import { describe, expect, it } from 'vitest';
import { MonoMixer } from './mono-mixer.ts';

const f32 = (...samples: number[]) => Float32Array.from(samples);

describe('MonoMixer', () => {
  it('hands a single channel through untouched', () => {
    const plane = f32(0.1, -0.2);
    expect(new MonoMixer().mix([plane])).toBe(plane);
  });

  it('gives equal channels back bit for bit', () => {
    const plane = f32(0.1, -0.333_333, 1, -1);
    expect(new MonoMixer().mix([plane, plane.slice()])).toEqual(plane);
  });

  it('averages channels that differ', () => {
    expect(new MonoMixer().mix([f32(1, -0.5), f32(0.5, 0.5)])).toEqual(f32(0.75, 0));
  });

  it('leaves an unconnected input out instead of halving the voice, whichever it is', () => {
    const voice = f32(0.5, -0.5);
    expect(new MonoMixer().mix([voice, f32(0, 0)])).toEqual(voice);
    expect(new MonoMixer().mix([f32(0, 0), voice])).toEqual(voice);
  });

  it('keeps a channel in once it has been heard: a pause is not an unconnected input', () => {
    const mixer = new MonoMixer();
    mixer.mix([f32(0.5), f32(0.5)]);
    expect(mixer.mix([f32(0.5), f32(0)])).toEqual(f32(0.25));
  });

  it('is silent when nothing was ever heard', () => {
    expect(new MonoMixer().mix([f32(0, 0), f32(0, 0)])).toEqual(f32(0, 0));
  });

  it('refuses a block without channels', () => {
    expect(() => new MonoMixer().mix([])).toThrow(RangeError);
  });
});
