import { parseWavHeader } from '@audio-studio/dsp';
import { describe, expect, it } from 'vitest';
import { TestRecording } from './test-recording.ts';

describe('TestRecording', () => {
  it('holds exactly the seconds asked for, from its start on', async () => {
    const test = new TestRecording(0.01);
    test.push(new Float32Array(100).fill(1));
    test.start();
    test.push(new Float32Array(300).fill(-1));
    test.push(new Float32Array(300).fill(0.5));
    test.push(new Float32Array(300).fill(1));
    const wav = new Uint8Array(await test.wav);
    expect(parseWavHeader(wav)).toMatchObject({ dataBytes: 960, sampleRateHz: 48_000, channels: 1 });
    const samples = new Int16Array(wav.slice(44).buffer);
    expect(samples.length).toBe(480);
    expect([samples[0], samples[299], samples[300], samples[479]]).toEqual([-32_768, -32_768, 16_384, 16_384]);
  });

  it.each([0, -1, 61, Number.NaN])('refuses %d seconds', (seconds) => {
    expect(() => new TestRecording(seconds)).toThrow(RangeError);
  });
});
