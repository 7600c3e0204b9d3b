import { TRACK_FORMAT } from '@audio-studio/contract';
import { Resampler } from '@audio-studio/dsp';

const TARGET_HZ = TRACK_FORMAT.sampleRateHz;

/**
 * Brings a stream to 48 kHz whatever its rate, also when the rate changes on the way (a Bluetooth
 * headset that turns from music to telephone): what the old rate still owes is given out first, so
 * that every sample keeps its length in time.
 */
export class RateConverter {
  #resampler: Resampler | undefined;
  #rateHz: number = TARGET_HZ;

  /** @throws RangeError for a rate that cannot be converted; the stream's state is then as before */
  push(samples: Float32Array<ArrayBuffer>, rateHz: number): Float32Array<ArrayBuffer> {
    const wholeRateHz = Math.round(rateHz);
    if (wholeRateHz === this.#rateHz) return this.#convert(samples);
    const next = wholeRateHz === TARGET_HZ ? undefined : new Resampler(wholeRateHz, TARGET_HZ);
    const owed = this.flush();
    this.#resampler = next;
    this.#rateHz = wholeRateHz;
    const converted = this.#convert(samples);
    return owed.length === 0 ? converted : join(owed, converted);
  }

  /** What the resampler still holds back, as if silence followed. */
  flush(): Float32Array<ArrayBuffer> {
    return this.#resampler?.flush() ?? new Float32Array();
  }

  #convert(samples: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
    return this.#resampler?.push(samples) ?? samples;
  }
}

function join(a: Float32Array, b: Float32Array): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
