import { amplitudeToDb } from './decibels.ts';

/**
 * ITU-R BS.1770-4 annex 2: 48-tap interpolator to four times the rate, first two of four phases;
 * the others are these backwards.
 */
const PHASE_0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
];
const PHASE_1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
];
const TAPS = 12;

/**
 * Highest level between the samples of a stream, ITU-R BS.1770-4 annex 2. The sample peak can miss
 * the real one by 3 dB; this one by about 0.5 dB. Filters of the standard are for 48 kHz, but hold
 * for any rate. The stream counts as silent before its start and after its end.
 */
export class TruePeakMeter {
  /** The last samples, then the block in hand. */
  #buffer = new Float32Array(TAPS - 1);
  #peak = 0;

  push(block: Float32Array): void {
    const history = TAPS - 1;
    const buffer = new Float32Array(history + block.length);
    buffer.set(this.#buffer);
    buffer.set(block, history);
    this.#peak = Math.max(this.#peak, interpolatedPeak(buffer));
    this.#buffer = buffer.slice(block.length);
  }

  /** True peak of everything heard so far in dBTP; may exceed 0. */
  get truePeakDbtp(): number {
    const ringing = new Float32Array(2 * (TAPS - 1));
    ringing.set(this.#buffer);
    return amplitudeToDb(Math.max(this.#peak, interpolatedPeak(ringing)));
  }
}

/** {@link TruePeakMeter} in one call: dBTP of a whole signal. */
export function truePeakDbtp(samples: Float32Array): number {
  const meter = new TruePeakMeter();
  const chunkSamples = 65_536;
  for (let start = 0; start < samples.length; start += chunkSamples)
    meter.push(samples.subarray(start, start + chunkSamples));
  return meter.truePeakDbtp;
}

function interpolatedPeak(buffer: Float32Array): number {
  let peak = 0;
  for (let end = TAPS - 1; end < buffer.length; end++) {
    let phase0 = 0;
    let phase1 = 0;
    let phase2 = 0;
    let phase3 = 0;
    for (let k = 0; k < TAPS; k++) {
      const sample = buffer[end - k];
      phase0 += PHASE_0[k] * sample;
      phase1 += PHASE_1[k] * sample;
      phase2 += PHASE_1[TAPS - 1 - k] * sample;
      phase3 += PHASE_0[TAPS - 1 - k] * sample;
    }
    peak = Math.max(peak, Math.abs(phase0), Math.abs(phase1), Math.abs(phase2), Math.abs(phase3));
  }
  return peak;
}
