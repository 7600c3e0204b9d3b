import { floatToInt16 } from '@audio-studio/dsp';
import { describe, expect, it } from 'vitest';
import { readAudioData, type AudioDataLike } from './audio-data.ts';

/** Two channels of three frames in any of WebCodecs' layouts. */
const LEFT = Int16Array.of(-32_768, 1, 32_767);
const RIGHT = Int16Array.of(5, -7, 0);

class FakeAudioData implements AudioDataLike {
  readonly sampleRate = 44_100;
  readonly numberOfFrames = 3;
  readonly numberOfChannels = 2;
  readonly format: string | null;
  closed = 0;

  constructor(format: string | null) {
    this.format = format;
  }

  copyTo(destination: AllowSharedBufferSource, options: { planeIndex: number; format?: 'f32-planar' }): void {
    const plane = options.planeIndex === 0 ? LEFT : RIGHT;
    if (options.format === 'f32-planar') (destination as Float32Array).set(Float32Array.from(plane, (s) => s / 32_768));
    else if (this.format === 's16-planar') (destination as Int16Array).set(plane);
    else if (this.format === 's16') (destination as Int16Array).set([...LEFT].flatMap((s, i) => [s, RIGHT[i]!]));
    else throw new Error('not convertible');
  }

  close(): void {
    this.closed += 1;
  }
}

describe('readAudioData', () => {
  it.each(['s16', 's16-planar'])('gives every 16-bit sample of %s back unchanged', (format) => {
    const data = new FakeAudioData(format);
    const { planes, rateHz } = readAudioData(data);
    expect(planes.map((plane) => floatToInt16(plane))).toEqual([LEFT, RIGHT]);
    expect(rateHz).toBe(44_100);
    expect(data.closed).toBe(1);
  });

  it.each(['f32-planar', 'f32', 's32', 'u8'])('has the browser convert %s', (format) => {
    const data = new FakeAudioData(format);
    expect(readAudioData(data).planes).toEqual([
      Float32Array.of(-1, 1 / 32_768, 32_767 / 32_768),
      Float32Array.of(5 / 32_768, -7 / 32_768, 0),
    ]);
    expect(data.closed).toBe(1);
  });

  it('closes what it could not read', () => {
    const data = new FakeAudioData('s16');
    data.copyTo = () => {
      throw new Error('detached');
    };
    expect(() => readAudioData(data)).toThrow('detached');
    expect(data.closed).toBe(1);
  });
});
