import { describe, expect, it } from 'vitest';
import { erbHz, erbSpacedCentresHz, GammatoneEnvelope } from './gammatone.ts';
import { ModulationFilterBank } from './modulation-filter-bank.ts';
import { srmr, trackSrmr } from './srmr.ts';
import { readGolden } from './testing/golden.ts';
import { concat, lcgNoise, scale } from './testing/signals.ts';
import { speechLike } from './testing/speech-like.ts';
import { analyticSignal } from './analytic-signal.ts';

const RATE_HZ = 16_000;
const golden = readGolden('srmr');
const dry = speechLike({ rateHz: RATE_HZ, seconds: 4, seed: 21 });

/** `dry` in a hall: noise that decays by 60 dB in half a second. */
function reverberated(): Float32Array {
  const hall = lcgNoise(8000, 22).map((sample, i) => sample * Math.exp((-6.907755 * i) / 8000));
  const wet = new Float64Array(dry.length);
  for (let i = 0; i < dry.length; i++) {
    if (dry[i] === 0) continue;
    for (let k = 0; k < hall.length && i + k < dry.length; k++) wet[i + k] += dry[i] * hall[k];
  }
  return Float32Array.from(wet);
}

/** `dry` through one pole. */
function lowPassed(pole: number): Float32Array {
  let state = 0;
  return dry.map((sample) => (state = pole * state + (1 - pole) * sample));
}

describe('srmr', { timeout: 60_000 }, () => {
  // These few seconds differ by up to 1e-4, as every channel of the original is cut off at the end
  // of the track before its transform; over ten seconds the two agree to 1e-6.
  it('gives the values of a slow, literal implementation', () => {
    expect((srmr(dry) ?? 0) / golden.dry).toBeCloseTo(1, 3);
    expect((srmr(reverberated()) ?? 0) / golden.wet).toBeCloseTo(1, 3);
    expect((srmr(lcgNoise(32_000, 23)) ?? 0) / golden.noise).toBeCloseTo(1, 3);
    expect((srmr(lowPassed(0.9)) ?? 0) / golden.dark).toBeCloseTo(1, 3);
    expect((srmr(lowPassed(0.98)) ?? 0) / golden.darkest).toBeCloseTo(1, 3);
  });

  it('does not depend on the level', () => {
    expect(srmr(scale(dry, 0.125))).toBeCloseTo(srmr(dry) ?? 0, 6);
  });

  it('is null for less than a frame and for digital silence', () => {
    expect(srmr(lcgNoise(4095, 1))).toBeNull();
    expect(srmr(lcgNoise(4096, 1))).not.toBeNull();
    expect(srmr(new Float32Array(20_000))).toBeNull();
  });
});

describe('trackSrmr', { timeout: 60_000 }, () => {
  const everywhere = (samples: Float32Array) => new Uint8Array(samples.length / 160 - 1).fill(1);
  const fast = scale(lcgNoise(10 * RATE_HZ, 3), 0.1);
  const talk = speechLike({ rateHz: RATE_HZ, seconds: 10, seed: 4 });
  const otherTalk = speechLike({ rateHz: RATE_HZ, seconds: 10, seed: 5 });

  it('is the whole for a short track', () => {
    expect(trackSrmr(dry, everywhere(dry))).toBe(srmr(dry));
  });

  it('is the median of the windows of ten seconds for a long one', () => {
    const track = concat(talk, fast, otherTalk);
    const values = [talk, fast, otherTalk].map((window) => srmr(window) ?? 0).sort((a, b) => a - b);
    expect(trackSrmr(track, everywhere(track))).toBe(values[1]);
  });

  it('leaves out windows with little speech', () => {
    const track = concat(talk, fast);
    const activity = everywhere(track);
    activity.fill(0, 1199);
    expect(trackSrmr(track, activity)).toBe(srmr(talk));
  });

  it('is the whole when speech is spread thinly, null when there is none', () => {
    const track = concat(talk, fast);
    const activity = everywhere(track).fill(0);
    expect(trackSrmr(track, activity)).toBeNull();
    activity.fill(1, 100, 200);
    expect(trackSrmr(track, activity)).toBe(srmr(track));
  });
});

describe('erbSpacedCentresHz', () => {
  it('goes down to the lowest centre in equal steps of the ERB scale', () => {
    const centres = erbSpacedCentresHz(23, 125, RATE_HZ);
    expect(centres).toHaveLength(23);
    expect(centres[22]).toBeCloseTo(125, 9);
    const ratios = centres.slice(1).map((centre, i) => erbHz(centre) / erbHz(centres[i]));
    for (const ratio of ratios) expect(ratio).toBeCloseTo(ratios[0], 9);
    expect(centres[0] / RATE_HZ).toBeLessThan(0.5);
  });
});

describe('GammatoneEnvelope', () => {
  function envelopeOf(frequencyHz: number): Float64Array {
    const tone = Float32Array.from({ length: 16_384 }, (_, i) => Math.cos((2 * Math.PI * frequencyHz * i) / RATE_HZ));
    const { real, imaginary } = analyticSignal(tone);
    const envelope = new Float64Array(tone.length);
    new GammatoneEnvelope(1000, RATE_HZ).process(real, imaginary, 0, envelope);
    return envelope;
  }

  it('passes a tone at its centre with a flat envelope of 1', () => {
    for (const value of envelopeOf(1000).subarray(4000, 12_000)) expect(value).toBeCloseTo(1, 2);
  });

  it('falls off by the fourth power of the distance', () => {
    const atEdge = envelopeOf(1000 + 1.019 * erbHz(1000))[8000];
    // |1 + i|⁻⁴ one bandwidth parameter away.
    expect(atEdge).toBeCloseTo(0.25, 1);
    expect(envelopeOf(2000)[8000]).toBeLessThan(0.01);
  });
});

describe('ModulationFilterBank', () => {
  it('puts a modulation into the band of its frequency', () => {
    const bank = new ModulationFilterBank(RATE_HZ);
    for (const [band, centreHz] of bank.centresHz.entries()) {
      const envelope = Float64Array.from({ length: 4 * RATE_HZ }, (_, i) =>
        Math.sin((2 * Math.PI * centreHz * i) / RATE_HZ),
      );
      const energies = new Float64Array(8);
      bank.restart();
      bank.addWeightedEnergies(envelope, new Float64Array(envelope.length).fill(1), energies);
      expect(energies.indexOf(Math.max(...energies))).toBe(band);
    }
  });

  it('counts the bands a channel is wide enough for', () => {
    const bank = new ModulationFilterBank(RATE_HZ);
    const edges = bank.centresHz.map((centreHz) => centreHz * 0.75);
    expect(bank.fastestBandWithin(10)).toBe(5);
    expect(bank.fastestBandWithin(edges[5] * 1.01)).toBe(6);
    expect(bank.fastestBandWithin(edges[6] * 1.01)).toBe(7);
    expect(bank.fastestBandWithin(edges[7] * 1.01)).toBe(8);
  });
});
