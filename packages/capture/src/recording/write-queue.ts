/** A run of bytes to store, or of as many zero bytes; with the moment it arrived. */
type Run = { bytes: Uint8Array; arrivedAtMs: number } | { silenceBytes: number; arrivedAtMs: number };

/** Bytes waiting for the disk, first in first out. Silence takes no room however long. */
export class WriteQueue {
  readonly #runs: Run[] = [];
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(bytes: Uint8Array, arrivedAtMs: number): void {
    if (bytes.length === 0) return;
    this.#runs.push({ bytes, arrivedAtMs });
    this.#sizeBytes += bytes.length;
  }

  addSilence(silenceBytes: number, arrivedAtMs: number): void {
    if (silenceBytes <= 0) return;
    this.#runs.push({ silenceBytes, arrivedAtMs });
    this.#sizeBytes += silenceBytes;
  }

  /** The first bytes, at most `maxBytes`, without taking them out; and when the last of them arrived. */
  peek(maxBytes: number): { bytes: Uint8Array; arrivedAtMs: number } {
    const first = this.#runs[0];
    if (first !== undefined && 'bytes' in first && this.#runs.length === 1 && first.bytes.length <= maxBytes)
      return first;
    const bytes = new Uint8Array(Math.min(maxBytes, this.#sizeBytes));
    let filled = 0;
    let arrivedAtMs = first?.arrivedAtMs ?? 0;
    for (const run of this.#runs) {
      if (filled === bytes.length) break;
      const taken = Math.min(sizeOf(run), bytes.length - filled);
      if ('bytes' in run) bytes.set(run.bytes.subarray(0, taken), filled);
      filled += taken;
      arrivedAtMs = run.arrivedAtMs;
    }
    return { bytes, arrivedAtMs };
  }

  /** Takes the first `count` bytes out: they are stored. */
  consume(count: number): void {
    let left = Math.min(count, this.#sizeBytes);
    this.#sizeBytes -= left;
    while (left > 0) {
      const run = this.#runs[0]!;
      const taken = Math.min(sizeOf(run), left);
      left -= taken;
      if (taken === sizeOf(run)) this.#runs.shift();
      else if ('bytes' in run) this.#runs[0] = { ...run, bytes: run.bytes.subarray(taken) };
      else this.#runs[0] = { ...run, silenceBytes: run.silenceBytes - taken };
    }
  }
}

function sizeOf(run: Run): number {
  return 'bytes' in run ? run.bytes.length : run.silenceBytes;
}
