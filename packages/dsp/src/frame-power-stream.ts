/**
 * Cuts a stream into consecutive frames and hands out the mean power of each complete one, however
 * the stream is cut into blocks. Live trackers build on it so that their answer does not depend on
 * the block size a browser happens to use.
 */
export class FramePowerStream {
  readonly frameSamples: number;
  #sumOfSquares = 0;
  #filledSamples = 0;

  /**
   * @param frameMs nominal frame length; rounded to whole samples, at least one
   * @throws RangeError when the rate is not positive
   */
  constructor(sampleRateHz: number, frameMs: number) {
    if (!(sampleRateHz > 0)) throw new RangeError(`sample rate ${sampleRateHz} Hz is not positive`);
    this.frameSamples = Math.max(1, Math.round((sampleRateHz * frameMs) / 1000));
  }

  /** Calls `onFrame` with mean(x²) of every frame that `block` completes. */
  push(block: Float32Array, onFrame: (meanSquare: number) => void): void {
    for (let i = 0; i < block.length; i++) {
      this.#sumOfSquares += block[i] * block[i];
      if (++this.#filledSamples < this.frameSamples) continue;
      onFrame(this.#sumOfSquares / this.frameSamples);
      this.#sumOfSquares = 0;
      this.#filledSamples = 0;
    }
  }
}
