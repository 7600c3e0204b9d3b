/** A stretch of sound as a capture source delivers it: one array of −1…1 per channel, of equal length. */
export interface SourceBlock {
  planes: Float32Array<ArrayBuffer>[];
  rateHz: number;
}

/** Where the recording worker gets its blocks from. */
export interface BlockInput {
  /** Asks for what the source still holds back; resolves when it has come, or cannot come. */
  drain(): Promise<void>;
  /** No block is delivered afterwards. */
  close(): void;
}

export interface BlockListener {
  onBlock(block: SourceBlock): void;
  /** The source ends by itself: its track has ended. */
  onEnd(): void;
  /** The source broke. */
  onError(error: unknown): void;
}
