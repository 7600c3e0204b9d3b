import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { floatToInt16, parseWavHeader } from '@audio-studio/dsp';
import { describe, expect, it } from 'vitest';
import { RATE_HZ, voice, type Turn, type VoiceOptions } from '../testing/speech-like.ts';
import { TakeAnalysis } from './take-analysis.ts';

type Track = Float32Array | Int16Array;

function analyse(host: Track, guest: Track, offsetSeconds = { host: 0, guest: 0 }) {
  const analysis = new TakeAnalysis({ sampleCount: { host: host.length, guest: guest.length }, offsetSeconds });
  for (const [role, track] of [
    ['host', host],
    ['guest', guest],
  ] as const) {
    const pcm = track instanceof Int16Array ? track : floatToInt16(track);
    for (let at = 0; at < pcm.length; at += 100_000) analysis.push(role, pcm.slice(at, at + 100_000));
  }
  const shares: number[] = [];
  return { levels: analysis.levels(), conversation: analysis.conversation((share) => shares.push(share)), shares };
}

/** Twelve seconds: the host speaks first, then the guest. */
const HOST_TURNS: readonly Turn[] = [
  [0.5, 2.5],
  [3, 5],
];
const GUEST_TURNS: readonly Turn[] = [
  [6, 8.5],
  [9, 11],
];
const host = (changes: Partial<VoiceOptions> = {}) =>
  voice({ durationSeconds: 12, turns: HOST_TURNS, levelDbfs: -22, snrDb: 30, ...changes });
const guest = (changes: Partial<VoiceOptions> = {}) =>
  voice({ durationSeconds: 12, turns: GUEST_TURNS, levelDbfs: -22, snrDb: 30, pitchHz: 210, seed: 2, ...changes });

describe('levels of every sample', () => {
  it('are those of a signal of known level', () => {
    const sine = Float32Array.from(
      { length: RATE_HZ * 2 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 997 * i) / RATE_HZ),
    );
    const { levels } = analyse(sine, host());
    expect(levels.host.rms).toBeCloseTo(-9.03, 1);
    expect(levels.host.peak).toBeCloseTo(-6.02, 1);
    expect(levels.host.clipCount).toBe(0);
    // A 997 Hz sine of full scale reads −3.01 LUFS on one channel.
    expect(levels.host.lufs).toBeCloseTo(-9.03, 1);
  });

  it('count exactly the clipped samples', () => {
    const clipped = host();
    for (let i = 0; i < 17; i += 1) clipped[10_000 + 50 * i] = i % 2 === 0 ? 1 : -1;
    expect(analyse(clipped, guest()).levels.host.clipCount).toBe(17);
  });

  it('draw fifty slices a second, each its lowest and highest sample', () => {
    const spiky = new Float32Array(RATE_HZ * 2);
    spiky[RATE_HZ + 5] = 0.5;
    spiky[RATE_HZ + 6] = -0.25;
    const { peaks, peaksPerSecond } = analyse(spiky, host()).levels.host;
    expect(peaksPerSecond).toBe(50);
    expect(peaks).toHaveLength(2 * 2 * 50);
    expect(peaks.slice(100, 102).map((peak) => peak.toFixed(3))).toEqual(['-0.250', '0.500']);
    expect(peaks.filter((peak) => peak !== 0)).toHaveLength(2);
  });

  it('are drawn coarser when a track is long, so that the drawing stays small', () => {
    const analysis = new TakeAnalysis({
      sampleCount: { host: 10 * 3600 * RATE_HZ, guest: RATE_HZ },
      offsetSeconds: { host: 0, guest: 0 },
    });
    expect(analysis.levels().host.peaksPerSecond * 10 * 3600).toBeLessThanOrEqual(24_000);
  });
});

describe('signal to noise', () => {
  it.each([5, 10, 15, 20, 25, 30])('of %i dB is found within 2 dB', (snrDb) => {
    const { conversation } = analyse(host({ snrDb }), guest());
    expect(conversation.tracks.host.snr).toBeGreaterThan(snrDb - 2);
    expect(conversation.tracks.host.snr).toBeLessThan(snrDb + 2);
  });

  it('is not made up where nobody speaks', () => {
    const faint = voice({ durationSeconds: 12, turns: [], levelDbfs: -60, snrDb: 20 });
    expect(analyse(faint, guest()).conversation.tracks.host.snr).toBeNull();
  });

  it('of a track that begins later is that of the track', () => {
    const alone = analyse(host({ snrDb: 18 }), guest()).conversation.tracks.host.snr!;
    const shifted = analyse(host({ snrDb: 18 }), guest(), { host: 3.217, guest: 0 }).conversation.tracks.host.snr!;
    expect(Math.abs(shifted - alone)).toBeLessThan(0.2);
  });
});

describe('the conversation', () => {
  it('of people taking turns has no overlap and its shares', () => {
    const { conversation } = analyse(host(), guest());
    expect(conversation.overlapPercent).toBe(0);
    expect(conversation.overlap).toEqual([]);
    expect(conversation.speakerBalance).toBeCloseTo(4 / 4.5, 1);
    expect(conversation.hostShare).toBeCloseTo(4 / 8.5, 1);
    expect(conversation.tracks.host.speech[0]!.startSeconds).toBeCloseTo(0.5, 1);
    expect(conversation.tracks.host.speech.at(-1)!.endSeconds).toBeCloseTo(5, 1);
    expect(conversation.isPartial).toBe(false);
  });

  it('finds the overlap where it is', () => {
    const turns: readonly Turn[] = [[4, 9]];
    const { conversation } = analyse(host(), guest({ turns }));
    // Host 0.5–2.5, 3–5; guest 4–9: one second of eight and a half minus the pause at 2.5–3.
    expect(conversation.overlapPercent).toBeGreaterThan(100 / 8 - 3);
    expect(conversation.overlapPercent).toBeLessThan(100 / 8 + 3);
    expect(conversation.overlap).toHaveLength(1);
    expect(conversation.overlap[0]!.startSeconds).toBeCloseTo(4, 1);
    expect(conversation.overlap[0]!.endSeconds).toBeCloseTo(5, 1);
  });

  it('is judged on the common time line', () => {
    // As recorded the two speak at the same time; the guest began six seconds later.
    const { conversation } = analyse(host(), guest({ turns: HOST_TURNS }), { host: 0, guest: 6 });
    expect(conversation.overlapPercent).toBe(0);
    expect(conversation.tracks.guest.speech[0]!.startSeconds).toBeCloseTo(6.5, 1);
  });

  it('does not count a leak as speech, and measures it', () => {
    const leaked = guest();
    const source = host();
    const delaySamples = 0.02 * RATE_HZ;
    for (let i = delaySamples; i < leaked.length; i += 1) leaked[i] = leaked[i]! + 0.05 * source[i - delaySamples]!;
    const { conversation } = analyse(source, leaked);
    expect(conversation.overlapPercent).toBeLessThan(1);
    expect(conversation.echoCorrelation).toBeGreaterThan(0.1);
    expect(conversation.bleedDb).toBeCloseTo(20 * Math.log10(0.05), 0);
  });

  it('is not judged when the tracks lie hours apart', () => {
    const { conversation } = analyse(host(), guest(), { host: 0, guest: 5 * 3600 });
    expect(conversation.overlapPercent).toBeNull();
    expect(conversation.isPartial).toBe(true);
    expect(conversation.tracks.guest.snr).toBeGreaterThan(25);
    expect(conversation.tracks.guest.speech[0]!.startSeconds).toBeCloseTo(5 * 3600 + 6, 1);
  });
});

it('reports progress up to the whole', () => {
  const { shares } = analyse(host(), guest());
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  expect(shares.at(-1)).toBe(1);
});

/** A real recording, when it lies beside the checkout; its figures are those of independent programs. */
const CLIP = resolve(import.meta.dirname, '../../../../../shared/audio/lyra1_48k.wav');

it.skipIf(!existsSync(CLIP))('agrees with independent programs on a real recording', () => {
  const file = readFileSync(CLIP);
  const { dataOffsetBytes, dataBytes } = parseWavHeader(file);
  const clip = new Int16Array(
    file.buffer.slice(file.byteOffset + dataOffsetBytes, file.byteOffset + dataOffsetBytes + dataBytes),
  );
  const { levels, conversation } = analyse(clip, guest());
  expect(levels.host.rms).toBeCloseTo(-18.4, 1);
  expect(levels.host.peak).toBeCloseTo(-0.91, 1);
  expect(levels.host.lufs).toBeCloseTo(-18.104, 1);
  expect(conversation.tracks.host.snr).toBeCloseTo(38.43, 0);
  expect(conversation.tracks.host.srmr! / 6.4882).toBeCloseTo(1, 1);
});
