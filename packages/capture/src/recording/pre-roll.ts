/** Mono samples as the browser delivered them, and when the first was captured, by the server's clock. */
export interface HeardBlock {
  mono: Float32Array<ArrayBuffer>;
  rateHz: number;
  startServerMs: number;
}

/**
 * The latest moments heard, kept in memory. A take begins when the room says so, which each computer
 * hears a little later and needs a moment to open a file for: with these its track still begins at
 * that very sample, and both tracks begin together.
 */
export class PreRoll {
  readonly #keptMs: number;
  #blocks: HeardBlock[] = [];

  /** @param keptMs how far back it reaches, milliseconds */
  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** Copies the block; what is older than the reach of it is forgotten. */
  push(block: HeardBlock): void {
    this.#blocks.push({ ...block, mono: block.mono.slice() });
    const oldestMs = block.startServerMs - this.#keptMs;
    while (this.#blocks.length > 0 && endMs(this.#blocks[0]!) < oldestMs) this.#blocks.shift();
  }

  /** Forgets everything: what comes next does not follow on. */
  clear(): void {
    this.#blocks = [];
  }

  /** What was heard from `fromServerMs` on, cut to the sample, as far back as it reaches; forgets it. */
  take(fromServerMs: number): HeardBlock[] {
    const blocks = this.#blocks.filter((block) => endMs(block) > fromServerMs);
    this.clear();
    const first = blocks[0];
    if (first === undefined || first.startServerMs >= fromServerMs) return blocks;
    const framesPerMs = first.rateHz / 1000;
    const skipped = Math.min(first.mono.length, Math.round((fromServerMs - first.startServerMs) * framesPerMs));
    blocks[0] = {
      mono: first.mono.slice(skipped),
      rateHz: first.rateHz,
      startServerMs: first.startServerMs + skipped / framesPerMs,
    };
    return blocks;
  }
}

function endMs({ startServerMs, mono, rateHz }: HeardBlock): number {
  return startServerMs + (mono.length / rateHz) * 1000;
}
