import { activeSeconds } from './activity.ts';
import { analyticSignal, type AnalyticSignal } from './analytic-signal.ts';
import { BAND_RATE_HZ, type FrameMask, HOP_SECONDS } from './front-end.ts';
import { erbHz, erbSpacedCentresHz, GammatoneEnvelope } from './gammatone.ts';
import { ModulationFilterBank } from './modulation-filter-bank.ts';
import { median } from './percentile.ts';

const CHANNELS = 23;
const LOWEST_CENTRE_HZ = 125;
const FRAME_SAMPLES = 4096;
const HOP_SAMPLES = 1024;
const HOPS_PER_FRAME = FRAME_SAMPLES / HOP_SAMPLES;

const WINDOW_SECONDS = 10;
const WHOLE_BELOW_SECONDS = 20;
const MIN_SPEECH_SECONDS = 0.5;
const MIN_WINDOW_SPEECH_SECONDS = 2;

/**
 * Speech-to-reverberation modulation energy ratio of a whole signal: energy of the slow envelope
 * modulations that speech is made of (4..18 Hz) over that of the fast ones (29 Hz and up) that
 * echoes and noise add. Dry speech reads about 5..12, a hall 2..4; comparable within one talker
 * only.
 *
 * Falk, Zheng & Chan, "A non-intrusive quality and intelligibility measure of reverberant and
 * dereverberated speech" (2010), without normalisation: 23 gammatone channels, 8 modulation bands,
 * frames of 256 ms every 64 ms. The average over the frames of Σ (w y)² is computed as one weighted
 * sum of y², the weight of a sample being its squared Hamming weights in all frames that cover it.
 *
 * @param samples16k 16 kHz as made by `to16`, without the high-pass of the other measures
 * @returns a positive ratio, or null for less than one frame of signal or digital silence
 */
export function srmr(samples16k: Float32Array): number | null {
  const frameCount = 1 + Math.floor((samples16k.length - FRAME_SAMPLES) / HOP_SAMPLES);
  if (frameCount < 1) return null;
  const centresHz = erbSpacedCentresHz(CHANNELS, LOWEST_CENTRE_HZ, BAND_RATE_HZ).reverse();
  const bank = new ModulationFilterBank(BAND_RATE_HZ);
  const signal = analyticSignal(samples16k);
  const energies = centresHz.map((centreHz) => channelEnergies(signal, centreHz, bank, frameCount));

  const channelTotals = energies.map((bands) => bands.reduce((sum, energy) => sum + energy, 0));
  const total = channelTotals.reduce((sum, energy) => sum + energy, 0);
  if (total === 0) return null;
  const fastestBand = bank.fastestBandWithin(erbHz(centresHz[bandwidthChannel(channelTotals, total)]));
  let slow = 0;
  let fast = 0;
  for (const bands of energies) {
    for (let j = 0; j < 4; j++) slow += bands[j];
    for (let j = 4; j < fastestBand; j++) fast += bands[j];
  }
  return slow / fast;
}

/**
 * The value stored for a track. {@link srmr} does not add up over time, so the definition has to
 * be one: the median over consecutive windows of 10 s that hold at least 2 s of speech. The median
 * is not moved by a cough or a slammed door, and windows keep hours from weighing more than a
 * minute. Tracks under 20 s, and those where no window holds enough speech, are taken whole.
 *
 * @param samples16k as for {@link srmr}
 * @param activity mask of `speechActivity` or `conversationActivity` of the same track
 * @returns null with less than half a second of speech
 */
export function trackSrmr(samples16k: Float32Array, activity: FrameMask): number | null {
  if (activeSeconds(activity) < MIN_SPEECH_SECONDS) return null;
  if (samples16k.length < WHOLE_BELOW_SECONDS * BAND_RATE_HZ) return srmr(samples16k);
  const windowSamples = WINDOW_SECONDS * BAND_RATE_HZ;
  const windowFrames = WINDOW_SECONDS / HOP_SECONDS;
  const values: number[] = [];
  for (let w = 0; (w + 1) * windowSamples <= samples16k.length; w++) {
    if (activeSeconds(activity.subarray(w * windowFrames, (w + 1) * windowFrames)) < MIN_WINDOW_SPEECH_SECONDS)
      continue;
    const value = srmr(samples16k.subarray(w * windowSamples, (w + 1) * windowSamples));
    if (value !== null) values.push(value);
  }
  return values.length > 0 ? median(Float64Array.from(values)) : srmr(samples16k);
}

/** Mean frame energy of one gammatone channel in each modulation band. */
function channelEnergies(
  signal: AnalyticSignal,
  centreHz: number,
  bank: ModulationFilterBank,
  frameCount: number,
): Float64Array {
  const filter = new GammatoneEnvelope(centreHz, BAND_RATE_HZ);
  const envelope = new Float64Array(HOP_SAMPLES);
  const energies = new Float64Array(bank.centresHz.length);
  bank.restart();
  // What lies after the last whole frame has no weight.
  for (let hop = 0; hop < frameCount + HOPS_PER_FRAME - 1; hop++) {
    filter.process(signal.real, signal.imaginary, hop * HOP_SAMPLES, envelope);
    bank.addWeightedEnergies(envelope, hopWeights(hop, frameCount), energies);
  }
  return energies.map((energy) => energy / frameCount);
}

const hammingSquared = Float64Array.from(
  { length: FRAME_SAMPLES },
  (_, n) => (0.54 - 0.46 * Math.cos((2 * Math.PI * n) / FRAME_SAMPLES)) ** 2,
);

const weightsCache = new Map<string, Float64Array>();

/** Summed squared window weights of the samples of one hop, over the frames that cover it. */
function hopWeights(hop: number, frameCount: number): Float64Array {
  const first = Math.max(0, hop - HOPS_PER_FRAME + 1);
  const last = Math.min(hop, frameCount - 1);
  const key = `${hop - last}..${hop - first}`;
  const known = weightsCache.get(key);
  if (known) return known;
  const weights = new Float64Array(HOP_SAMPLES);
  for (let frame = first; frame <= last; frame++)
    for (let n = 0; n < HOP_SAMPLES; n++) weights[n] += hammingSquared[(hop - frame) * HOP_SAMPLES + n];
  weightsCache.set(key, weights);
  return weights;
}

/** The first channel, from the lowest frequency up, that brings the energy above 90 %. */
function bandwidthChannel(channelTotals: number[], total: number): number {
  let sum = 0;
  for (let i = 0; i < channelTotals.length; i++) {
    sum += channelTotals[i];
    if (sum > 0.9 * total) return i;
  }
  return channelTotals.length - 1;
}
