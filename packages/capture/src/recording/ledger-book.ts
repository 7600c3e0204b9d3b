import {
  MAX_LEDGER_GAPS,
  silentFrames,
  TRACK_FORMAT,
  type CapturePath,
  type ClockPair,
  type LedgerGap,
  type TrackLedger,
} from '@audio-studio/contract';

const PAIR_INTERVAL_MS = 1_000;
const RATE_HZ = TRACK_FORMAT.sampleRateHz;

/** A line of the account, as it is noted on the disk while recording. */
export type LedgerEntry =
  /** Frame `frame` was captured at `serverTimeMs`; `framesDelivered` had come by then, at the source rate. */
  ({ kind: 'pair'; framesDelivered: number } & ClockPair) | ({ kind: 'gap' } & LedgerGap);

/** Keeps a track's account while it is recorded, and again after a crash from the lines on the disk. */
export class LedgerBook {
  readonly capturePath: CapturePath;
  readonly sourceRateHz: number;
  readonly #pairs: ClockPair[] = [];
  readonly #gaps: LedgerGap[] = [];
  #framesDelivered = 0;
  #entryCount = 0;

  constructor(source: { capturePath: CapturePath; sourceRateHz: number }) {
    this.capturePath = source.capturePath;
    this.sourceRateHz = source.sourceRateHz;
  }

  /**
   * The account of a file whose recorder died. What was delivered after the last line is known only
   * by what reached the file; what did not is lost, and counted nowhere.
   */
  static restore(
    source: { capturePath: CapturePath; sourceRateHz: number },
    entries: readonly LedgerEntry[],
    framesInFile: number,
  ): LedgerBook {
    const book = new LedgerBook(source);
    let pairFrame = 0;
    let gapFramesSincePair = 0;
    for (const entry of entries) {
      book.#entryCount += 1;
      if (entry.frame > framesInFile) continue;
      if (entry.kind === 'gap') {
        const { kind: _, ...gap } = entry;
        const frames = Math.min(gap.frames, framesInFile - gap.frame);
        if (frames > 0) book.#gaps.push({ ...gap, frames });
        if (gap.reason !== 'samples-inserted') gapFramesSincePair += frames;
      } else {
        book.#pairs.push({ frame: entry.frame, serverTimeMs: entry.serverTimeMs });
        book.#framesDelivered = entry.framesDelivered;
        pairFrame = entry.frame;
        gapFramesSincePair = 0;
      }
    }
    book.deliver(framesInFile - pairFrame - gapFramesSincePair, RATE_HZ);
    return book;
  }

  /** Lines noted so far, also those of an earlier recorder: the next line's number on the disk. */
  get entryCount(): number {
    return this.#entryCount;
  }

  get framesDelivered(): number {
    return Math.round(this.#framesDelivered);
  }

  get lastPair(): ClockPair | undefined {
    return this.#pairs.at(-1);
  }

  /** Counts what the browser handed over, at whatever rate, at the track's source rate. */
  deliver(frames: number, rateHz: number): void {
    this.#framesDelivered += frames * (this.sourceRateHz / rateHz);
  }

  /** Notes when a frame was captured, at most once per second; answers the line when it did. */
  notePair(frame: number, serverTimeMs: number): LedgerEntry | undefined {
    const last = this.#pairs.at(-1);
    // A clock that was set back must not stop the notes for as long as it was set back.
    const sinceMs = last === undefined ? Infinity : Math.abs(serverTimeMs - last.serverTimeMs);
    if (sinceMs < PAIR_INTERVAL_MS || (last !== undefined && frame <= last.frame)) return undefined;
    this.#pairs.push({ frame, serverTimeMs });
    this.#entryCount += 1;
    return { kind: 'pair', frame, serverTimeMs, framesDelivered: this.framesDelivered };
  }

  noteGap(gap: LedgerGap): LedgerEntry {
    this.#gaps.push(gap);
    this.#entryCount += 1;
    return { kind: 'gap', ...gap };
  }

  /** @param endServerMs when the last frame was captured; unknown after a crash: then by the frames */
  close(options: { framesWritten: number; fileBytes: number; endServerMs?: number | undefined }): TrackLedger {
    const { framesWritten, fileBytes } = options;
    const first = this.#pairs[0];
    const last = this.#pairs.at(-1);
    const endServerMs =
      options.endServerMs ??
      (last === undefined ? 0 : last.serverTimeMs + ((framesWritten - last.frame) / RATE_HZ) * 1000);
    const startServerMs = first === undefined ? endServerMs : first.serverTimeMs - (first.frame / RATE_HZ) * 1000;
    return {
      capturePath: this.capturePath,
      sourceRateHz: this.sourceRateHz,
      framesDelivered: this.framesDelivered,
      framesWritten,
      fileBytes,
      clockPairs: [...this.#pairs],
      wallClockSeconds: Math.max(0, (endServerMs - startServerMs) / 1000),
      ...(this.#gaps.length > 0 && { gaps: listedGaps(this.#gaps) }),
    };
  }
}

/** Ascending, and no more than an account may have: it must never be refused because too much went wrong. */
function listedGaps(gaps: readonly LedgerGap[]): LedgerGap[] {
  const ascending = gaps.toSorted((a, b) => a.frame - b.frame);
  if (ascending.length <= MAX_LEDGER_GAPS) return ascending;
  const rest = ascending.splice(MAX_LEDGER_GAPS - 1);
  const frames = silentFrames(rest);
  return frames === 0 ? ascending : [...ascending, { frame: rest[0]!.frame, frames, reason: 'samples-dropped' }];
}
