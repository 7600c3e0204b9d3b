import { Biquad } from './biquad.ts';

const RATE_HZ = 48_000;
const STEP_SAMPLES = 4800;
const STEPS_PER_BLOCK = 4;
const OFFSET_LUFS = -0.691;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** ITU-R BS.1770-4 annex 1, table 1: the head as a shelf above about 2 kHz. */
const HEAD_SHELF = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
};

/** ITU-R BS.1770-4 annex 1, table 2: high-pass "RLB" weighting. */
const RLB_HIGH_PASS = { b0: 1, b1: -2, b2: 1, a1: -1.99004745483398, a2: 0.99007225036621 };

/**
 * Integrated loudness of a mono stream at 48 kHz, ITU-R BS.1770-4: K-weighting, blocks of 400 ms
 * every 100 ms, absolute gate at −70 LUFS, relative gate 10 LU below the mean of what is left.
 *
 * Mono weighs 1: the track reads 3.01 LU lower than the same samples on both channels of a stereo
 * programme. Other rates must be converted first, as the filters are defined at 48 kHz. Keeps one
 * number per 100 ms (0.3 MB an hour); the result does not depend on the block size.
 */
export class LoudnessMeter {
  readonly #shelf = new Biquad(HEAD_SHELF);
  readonly #highPass = new Biquad(RLB_HIGH_PASS);
  /** Σ y² of every complete 100 ms step so far. */
  readonly #stepSums: number[] = [];
  #weighted = new Float64Array(0);
  #sum = 0;
  #filledSamples = 0;

  push(block: Float32Array): void {
    if (this.#weighted.length < block.length) this.#weighted = new Float64Array(block.length);
    const weighted = this.#weighted;
    this.#shelf.process(block, weighted);
    this.#highPass.process(weighted.subarray(0, block.length), weighted);
    for (let i = 0; i < block.length; i++) {
      this.#sum += weighted[i] * weighted[i];
      if (++this.#filledSamples < STEP_SAMPLES) continue;
      this.#stepSums.push(this.#sum);
      this.#sum = 0;
      this.#filledSamples = 0;
    }
  }

  /** Loudness of everything heard so far in LUFS; null when no block of 400 ms passes the gate. */
  get integratedLufs(): number | null {
    const powers = this.#blockPowers().filter((power) => powerToLufs(power) >= ABSOLUTE_GATE_LUFS);
    if (powers.length === 0) return null;
    const gateLufs = powerToLufs(mean(powers)) + RELATIVE_GATE_LU;
    return powerToLufs(mean(powers.filter((power) => powerToLufs(power) > gateLufs)));
  }

  #blockPowers(): number[] {
    const sums = this.#stepSums;
    const blockCount = Math.max(0, sums.length - STEPS_PER_BLOCK + 1);
    return Array.from(
      { length: blockCount },
      (_, i) => (sums[i] + sums[i + 1] + sums[i + 2] + sums[i + 3]) / (STEPS_PER_BLOCK * STEP_SAMPLES),
    );
  }
}

/**
 * {@link LoudnessMeter} in one call.
 *
 * @param samples48k mono at 48 kHz
 */
export function integratedLufs(samples48k: Float32Array): number | null {
  const meter = new LoudnessMeter();
  for (let start = 0; start < samples48k.length; start += RATE_HZ)
    meter.push(samples48k.subarray(start, start + RATE_HZ));
  return meter.integratedLufs;
}

function powerToLufs(power: number): number {
  return OFFSET_LUFS + 10 * Math.log10(power);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
