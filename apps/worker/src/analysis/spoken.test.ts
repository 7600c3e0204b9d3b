import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  band16,
  floatToInt16,
  framePower,
  int16ToFloat,
  parseWavHeader,
  resample,
  speechActivity,
} from '@audio-studio/dsp';
import { describe, expect, it } from 'vitest';
import { noise, RATE_HZ } from '../testing/speech-like.ts';
import type { Conversation } from './analysis.ts';
import { TakeAnalysis } from './take-analysis.ts';

const ESPEAK = '/usr/bin/espeak-ng';
const PAUSE = new Float32Array(RATE_HZ);

/** A sentence at 48 kHz, between two pauses. */
function spoken(voice: string, sentence: string): Float32Array {
  const file = execFileSync(ESPEAK, ['-v', voice, '--stdout', sentence], { maxBuffer: 2 ** 26 });
  const { dataOffsetBytes, sampleRateHz } = parseWavHeader(file);
  const end = file.length - ((file.length - dataOffsetBytes) % 2);
  const bytes = file.buffer.slice(file.byteOffset + dataOffsetBytes, file.byteOffset + end);
  return joined([PAUSE, resample(int16ToFloat(new Int16Array(bytes)), sampleRateHz, RATE_HZ), PAUSE]);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Mean power in the speech band of the frames in which `voice` is active. */
function activePower(samples: Float32Array, voice: Float32Array): number {
  const active = speechActivity(band16(voice));
  const powers = framePower(band16(samples)).filter((_, i) => active[i] === 1);
  return powers.reduce((sum, power) => sum + power, 0) / powers.length;
}

/** The voice with white noise at exactly this ratio in its active frames, by the definition of the measure. */
function withNoise(voice: Float32Array, snrDb: number, seed: number): Float32Array {
  const hiss = noise(voice.length, seed);
  const gain = Math.sqrt(activePower(voice, voice) / activePower(hiss, voice) / 10 ** (snrDb / 10));
  return voice.map((sample, i) => sample + gain * hiss[i]!);
}

function analyse(host: Float32Array, guest: Float32Array): Conversation {
  const sampleCount = { host: host.length, guest: guest.length };
  const analysis = new TakeAnalysis({ sampleCount, offsetSeconds: { host: 0, guest: 0 } });
  analysis.push('host', floatToInt16(host));
  analysis.push('guest', floatToInt16(guest));
  return analysis.conversation(() => undefined);
}

describe.skipIf(!existsSync(ESPEAK))('spoken sentences', () => {
  const host = existsSync(ESPEAK)
    ? spoken('en-gb', 'I keep a small notebook by the window and write down what the birds are doing.')
    : PAUSE;
  const guest = existsSync(ESPEAK)
    ? spoken('en-us+f3', 'When we came to the harbour the boats had already left, so we walked along the coast.')
    : PAUSE;
  const silence = (of: Float32Array) => new Float32Array(of.length);

  it.each([8, 17, 27])('in noise %i dB below them are measured within 2 dB', (snrDb) => {
    const conversation = analyse(
      withNoise(joined([host, silence(guest)]), snrDb, 1),
      withNoise(joined([silence(host), guest]), 30, 2),
    );
    expect(Math.abs(conversation.tracks.host.snr! - snrDb)).toBeLessThan(2);
    expect(conversation.overlapPercent).toBeLessThan(1);
    expect(conversation.tracks.host.srmr).toBeGreaterThan(1);
  });

  it('at the same time overlap, one after the other they do not', () => {
    const together = analyse(withNoise(host, 30, 1), withNoise(guest, 30, 2));
    expect(together.overlapPercent).toBeGreaterThan(60);
    expect(together.echoCorrelation ?? 0).toBeLessThan(0.05);
  });
});
