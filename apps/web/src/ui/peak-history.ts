/** The newest pairs of lowest and highest sample, with whether they were recorded; older ones fall out. */
export class PeakHistory {
  readonly #pairs: Float32Array;
  readonly #recorded: Uint8Array;
  #written = 0;

  constructor(capacity: number) {
    this.#pairs = new Float32Array(2 * capacity);
    this.#recorded = new Uint8Array(capacity);
  }

  get capacity(): number {
    return this.#recorded.length;
  }

  /** Pairs ever written. */
  get written(): number {
    return this.#written;
  }

  push(peaks: Float32Array, recorded: boolean): void {
    for (let index = 0; index + 1 < peaks.length; index += 2) {
      const slot = this.#written % this.capacity;
      this.#pairs[2 * slot] = peaks[index]!;
      this.#pairs[2 * slot + 1] = peaks[index + 1]!;
      this.#recorded[slot] = recorded ? 1 : 0;
      this.#written += 1;
    }
  }

  /** The pair `age` pairs before the newest; undefined when it is not there (any more). */
  at(age: number): { low: number; high: number; recorded: boolean } | undefined {
    const index = this.#written - 1 - age;
    if (index < 0 || age >= this.capacity) return undefined;
    const slot = index % this.capacity;
    return { low: this.#pairs[2 * slot]!, high: this.#pairs[2 * slot + 1]!, recorded: this.#recorded[slot] === 1 };
  }
}
