/**
 * Reduces a stream to one (min, max) pair per `samplesPerPeak` samples for drawing a waveform.
 * Pairs come interleaved: [min0, max0, min1, max1, …], each −1..1 like the samples. The pairs do
 * not depend on how the stream is cut into blocks.
 */
export class PeakReducer {
  readonly samplesPerPeak: number;
  #min = Infinity;
  #max = -Infinity;
  #filledSamples = 0;

  /** @throws RangeError unless `samplesPerPeak` is a positive integer */
  constructor(samplesPerPeak: number) {
    if (!Number.isInteger(samplesPerPeak) || samplesPerPeak < 1)
      throw new RangeError(`samplesPerPeak ${samplesPerPeak} is not a positive integer`);
    this.samplesPerPeak = samplesPerPeak;
  }

  /** @returns the pairs that `block` completed, possibly none */
  push(block: Float32Array): Float32Array<ArrayBuffer> {
    const pairCount = Math.floor((this.#filledSamples + block.length) / this.samplesPerPeak);
    const pairs = new Float32Array(2 * pairCount);
    let written = 0;
    for (let i = 0; i < block.length; i++) {
      const sample = block[i];
      if (sample < this.#min) this.#min = sample;
      if (sample > this.#max) this.#max = sample;
      if (++this.#filledSamples < this.samplesPerPeak) continue;
      pairs[written++] = this.#min;
      pairs[written++] = this.#max;
      this.#restart();
    }
    return pairs;
  }

  /** The pair of the unfinished bucket, or nothing; afterwards the reducer is as new. */
  flush(): Float32Array<ArrayBuffer> {
    const pairs = this.#filledSamples === 0 ? new Float32Array() : Float32Array.of(this.#min, this.#max);
    this.#restart();
    return pairs;
  }

  #restart(): void {
    this.#min = Infinity;
    this.#max = -Infinity;
    this.#filledSamples = 0;
  }
}
