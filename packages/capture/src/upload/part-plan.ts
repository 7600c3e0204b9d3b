import { LIMITS, type CompletedPart } from '@audio-studio/contract';

/** A stretch of the file that is one multipart part. */
export interface Part {
  partNumber: number;
  offsetBytes: number;
  lengthBytes: number;
}

/**
 * Which parts of a file are to be sent, are on their way, and have arrived. The file may still be
 * growing: a part is handed out as soon as it is full; the last, shorter one once the size is final.
 */
export class PartPlan {
  readonly partBytes: number;
  #availableBytes = 0;
  #isFinal = false;
  readonly #inFlight = new Set<number>();
  readonly #etags = new Map<number, string>();

  /** @throws RangeError for a part size the store would refuse */
  constructor(options: { partBytes?: number } = {}) {
    this.partBytes = options.partBytes ?? LIMITS.UPLOAD_PART_SIZE;
    if (!(this.partBytes >= LIMITS.MIN_PART_SIZE && this.partBytes <= LIMITS.MAX_PART_SIZE))
      throw new RangeError(`parts of ${this.partBytes} bytes`);
  }

  /**
   * Says how many bytes the file has by now, and whether that is all.
   *
   * @throws RangeError when a file shrinks, grows after it was final, or needs too many parts
   */
  grow(availableBytes: number, options: { isFinal: boolean }): void {
    if (availableBytes < this.#availableBytes || (this.#isFinal && availableBytes !== this.#availableBytes))
      throw new RangeError(`a file of ${this.#availableBytes} bytes cannot become one of ${availableBytes}`);
    if (Math.ceil(availableBytes / this.partBytes) > LIMITS.MAX_PARTS)
      throw new RangeError(`${availableBytes} bytes are more than ${LIMITS.MAX_PARTS} parts`);
    this.#availableBytes = availableBytes;
    this.#isFinal ||= options.isFinal;
  }

  /** Parts known by now; all there will be once the size is final. */
  get totalParts(): number {
    const parts = this.#availableBytes / this.partBytes;
    return this.#isFinal ? Math.ceil(parts) : Math.floor(parts);
  }

  /** The lowest part that nobody is at, now in flight; undefined when there is none (at the moment). */
  take(): Part | undefined {
    for (let partNumber = 1; partNumber <= this.totalParts; partNumber += 1) {
      if (this.#etags.has(partNumber) || this.#inFlight.has(partNumber)) continue;
      this.#inFlight.add(partNumber);
      return this.#part(partNumber);
    }
    return undefined;
  }

  /** The part has arrived. */
  settle(partNumber: number, etag: string): void {
    this.#inFlight.delete(partNumber);
    this.#etags.set(partNumber, etag);
  }

  /** The part did not arrive: it will be handed out again. */
  release(partNumber: number): void {
    this.#inFlight.delete(partNumber);
  }

  /** Takes over parts the store holds from an earlier attempt; one of another size is sent again. */
  restore(stored: readonly (CompletedPart & { Size: number })[]): void {
    for (const { PartNumber, ETag, Size } of stored) {
      if (PartNumber > this.totalParts || this.#part(PartNumber).lengthBytes !== Size) continue;
      this.settle(PartNumber, ETag);
    }
  }

  /** Arrived parts, ascending, as the completion wants them. */
  get completedParts(): CompletedPart[] {
    return [...this.#etags].sort(([a], [b]) => a - b).map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
  }

  get bytesSent(): number {
    let bytes = 0;
    for (const partNumber of this.#etags.keys()) bytes += this.#part(partNumber).lengthBytes;
    return bytes;
  }

  /** How far the file has arrived without a hole, bytes from its start. */
  get leadingBytes(): number {
    let partNumber = 1;
    while (this.#etags.has(partNumber)) partNumber += 1;
    return Math.min((partNumber - 1) * this.partBytes, this.#availableBytes);
  }

  /** The size is final and every part has arrived. */
  get isComplete(): boolean {
    return this.#isFinal && this.#etags.size === this.totalParts;
  }

  #part(partNumber: number): Part {
    const offsetBytes = (partNumber - 1) * this.partBytes;
    return { partNumber, offsetBytes, lengthBytes: Math.min(this.partBytes, this.#availableBytes - offsetBytes) };
  }
}
