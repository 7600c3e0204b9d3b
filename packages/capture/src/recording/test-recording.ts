import { TRACK_FORMAT } from '@audio-studio/contract';
import { encodeWavHeader, floatToInt16, WAV_HEADER_BYTES } from '@audio-studio/dsp';

/** A few seconds of sound as a WAV file in memory, for people to hear themselves before a take. */
export class TestRecording {
  readonly wav: Promise<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #resolve: (wav: ArrayBuffer) => void;
  #filledBytes = WAV_HEADER_BYTES;
  #isStarted = false;

  /** @throws RangeError for a length that is not positive, or more than a minute */
  constructor(seconds: number) {
    if (!(seconds > 0 && seconds <= 60)) throw new RangeError(`test recording of ${seconds} s`);
    const dataBytes = Math.round(seconds * TRACK_FORMAT.sampleRateHz) * 2;
    this.#bytes = new Uint8Array(WAV_HEADER_BYTES + dataBytes);
    this.#bytes.set(encodeWavHeader({ dataBytes }));
    const { promise, resolve } = Promise.withResolvers<ArrayBuffer>();
    this.wav = promise;
    this.#resolve = resolve;
  }

  start(): void {
    this.#isStarted = true;
  }

  /** Samples before `start` and after the end are not wanted. */
  push(samples: Float32Array): void {
    if (!this.#isStarted) return;
    const pcm = floatToInt16(samples);
    const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    const taken = bytes.subarray(0, this.#bytes.length - this.#filledBytes);
    this.#bytes.set(taken, this.#filledBytes);
    this.#filledBytes += taken.length;
    if (this.#filledBytes === this.#bytes.length) this.#resolve(this.#bytes.buffer);
  }
}
