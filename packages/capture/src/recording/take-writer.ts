import { AppError, LIMITS, TRACK_FORMAT, type LedgerGap, type TrackLedger } from '@audio-studio/contract';
import { encodeWavHeader, floatToInt16, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import type { RecordingFile } from '../storage/recording-file.ts';
import type { LedgerBook, LedgerEntry } from './ledger-book.ts';
import type { RecorderFaultKind } from './recorder-events.ts';
import { WriteQueue } from './write-queue.ts';

const BYTES_PER_FRAME = 2;
const ONE_SECOND_BYTES = TRACK_FORMAT.bytesPerSecond;
const FRAMES_PER_MS = TRACK_FORMAT.sampleRateHz / 1000;

/** Two sources are never cut together more exactly than their blocks arrive; less than this is no gap. */
const LEAST_GAP_FRAMES = 480;
/** A step is placed up to 0.1 s too early: half of that either way decides whether it is in the track. */
const LOCATION_FRAMES = 2_400;

export interface TakeWriterOptions {
  file: RecordingFile;
  book: LedgerBook;
  /** Milliseconds that never jump. */
  monotonicMs: () => number;
  onSaved: (saved: { framesSaved: number; lagMs: number }) => void;
  onFault: (kind: RecorderFaultKind, unsavedBytes: number, error: unknown) => void;
  onRestored: (kind: RecorderFaultKind) => void;
  /** A line for the account on the disk; its number counts from 0 over all recorders of this take. */
  onLedgerEntry: (sequence: number, entry: LedgerEntry) => void;
}

/**
 * Appends a take to its file: 48 kHz samples in, 16-bit PCM on the disk. What the disk refuses waits
 * in memory, in order, and is tried again at every beat; nothing is ever dropped.
 */
export class TakeWriter {
  readonly #options: TakeWriterOptions;
  readonly #queue = new WriteQueue();
  #framesAccepted: number;
  #endServerMs: number | undefined;
  #gapReason: LedgerGap['reason'] | undefined;
  /** Where the sound of the present source begins, and the silences put into it since. */
  #sourceFromFrame: number;
  #sourceSilences: { frame: number; frames: number }[] = [];
  #newestStoredAtMs: number | undefined;
  #framesReported = 0;
  #fault: RecorderFaultKind | undefined;
  #draining: Promise<void> | undefined;
  #isStopping = false;
  #ledger: TrackLedger | undefined;

  private constructor(options: TakeWriterOptions) {
    this.#options = options;
    this.#framesAccepted = (options.file.sizeBytes - WAV_HEADER_BYTES) / BYTES_PER_FRAME;
    this.#sourceFromFrame = this.#framesAccepted;
  }

  /**
   * Begins the file, or goes on with one that holds audio already (its tail is made whole frames).
   * A new file gets its header now, saying zero samples, as sizes are unknown until the end.
   */
  static async open(options: TakeWriterOptions): Promise<TakeWriter> {
    const { file } = options;
    if (file.sizeBytes < WAV_HEADER_BYTES) await file.writeHeader(encodeWavHeader({ dataBytes: 0 }));
    else if (file.sizeBytes % BYTES_PER_FRAME !== 0) await file.truncate(file.sizeBytes - 1);
    return new TakeWriter(options);
  }

  /** No sample is taken any more. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Frames of the track so far, stored or waiting. */
  get frames(): number {
    return this.#framesAccepted;
  }

  /**
   * @param samples 48 kHz, −1…1; copied before this returns
   * @param delivered what came from the browser to make these samples
   * @param startServerMs when the first of them was captured, by the server's clock
   */
  push(samples: Float32Array, delivered: { frames: number; rateHz: number }, startServerMs: number): void {
    if (this.#isStopping) return;
    this.#fillGap(startServerMs);
    const { book, monotonicMs } = this.#options;
    this.#note(book.notePair(this.#framesAccepted, startServerMs));
    book.deliver(delivered.frames, delivered.rateHz);
    this.#endServerMs = startServerMs + (delivered.frames / delivered.rateHz) * 1000;
    if (samples.length === 0) return;
    const pcm = floatToInt16(samples);
    this.#queue.add(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), monotonicMs());
    this.#framesAccepted += samples.length;
    if (this.#fault === undefined) this.#drain(false);
  }

  /**
   * Announces that the next block does not follow on from the last one: whatever time lies between
   * is filled with silence, so that the track keeps its time, and listed.
   *
   * @param endServerMs when the last frame was captured, where an earlier recorder wrote it
   */
  expectGap(reason: LedgerGap['reason'], endServerMs: number | undefined = this.#endServerMs): void {
    this.#gapReason = reason;
    this.#endServerMs = endServerMs;
  }

  /**
   * The clock shows that the source lost or inserted samples a moment ago. For what was lost silence is
   * put in here and now, and the track is in time again: what lies between is on the disk and may be on
   * its way to the server already. For what was inserted nothing can be done; it is listed.
   *
   * @param step.framesAgo how much of the source's sound lies behind the step; one before the
   *   source's part in this track changes nothing
   * @param step.frames how many are missing; negative: were inserted
   */
  stepped(step: { framesAgo: number; frames: number }): void {
    if (this.#isStopping || step.frames === 0) return;
    const stepFrame = this.#frameOfSource(Math.round(step.framesAgo));
    if (stepFrame === undefined) return;
    if (step.frames > 0) this.#putSilence({ reason: 'samples-dropped', frames: step.frames, lostAtFrame: stepFrame });
    else this.#note(this.#options.book.noteGap({ frame: stepFrame, frames: -step.frames, reason: 'samples-inserted' }));
  }

  /**
   * The take lasts until `endServerMs`, but its source was heard until `heardUntilServerMs` only:
   * silence stands in for the rest.
   */
  extendTo(endServerMs: number, heardUntilServerMs: number): void {
    if (this.#isStopping || this.#endServerMs === undefined) return;
    // After an announced gap nothing was heard at all.
    if (this.#gapReason === undefined) this.expectGap('samples-dropped', heardUntilServerMs);
    if (this.#fillGap(endServerMs)) this.#endServerMs = endServerMs;
  }

  /** Bytes of the file as they are now, for whoever sends it while it grows. */
  read(offsetBytes: number, lengthBytes: number): ReturnType<RecordingFile['read']> {
    return this.#options.file.read(offsetBytes, lengthBytes);
  }

  /** To be called every 250 ms: makes what is in the file durable, says so, and tries again what was refused. */
  beat(): void {
    if (this.#ledger !== undefined) return;
    this.#drain(false);
    if (this.#fault === undefined) this.#flush();
  }

  /**
   * Stores all that waits, writes the header with the true sizes and closes the file. No sample
   * is taken any more. May be called again after a failure.
   *
   * @throws AppError UNAVAILABLE while the disk refuses; the audio stays in memory and at the beat
   */
  async finish(): Promise<TrackLedger> {
    if (this.#ledger !== undefined) return this.#ledger;
    this.#isStopping = true;
    await this.#draining;
    this.#drain(true);
    await this.#draining;
    const { file, book } = this.#options;
    if (this.#queue.sizeBytes > 0)
      throw AppError.unavailable(
        'The end of the recording is still in memory: the disk is full. Free some space, then stop again.',
      );
    const fileBytes = file.sizeBytes;
    try {
      await file.writeHeader(encodeWavHeader({ dataBytes: fileBytes - WAV_HEADER_BYTES }));
      file.flush();
    } catch (error) {
      throw AppError.unavailable('The recording is on the disk but could not be closed. Please stop again.', error);
    }
    file.close();
    this.#ledger = book.close({ framesWritten: this.#framesStored, fileBytes, endServerMs: this.#endServerMs });
    return this.#ledger;
  }

  #fillGap(startServerMs: number): boolean {
    const reason = this.#gapReason;
    const endServerMs = this.#endServerMs;
    this.#gapReason = undefined;
    if (reason === undefined || endServerMs === undefined) return false;
    const frames = Math.round((startServerMs - endServerMs) * FRAMES_PER_MS);
    if (frames >= LEAST_GAP_FRAMES) this.#putSilence({ frames, reason });
    this.#sourceFromFrame = this.#framesAccepted;
    this.#sourceSilences = [];
    return frames >= LEAST_GAP_FRAMES;
  }

  #putSilence(gap: Omit<LedgerGap, 'frame'>): void {
    const room = (LIMITS.MAX_FILE_SIZE - WAV_HEADER_BYTES) / BYTES_PER_FRAME - this.#framesAccepted;
    const frames = Math.min(room, gap.frames);
    if (frames <= 0) return;
    this.#note(this.#options.book.noteGap({ ...gap, frame: this.#framesAccepted, frames }));
    this.#sourceSilences.push({ frame: this.#framesAccepted, frames });
    this.#queue.addSilence(frames * BYTES_PER_FRAME, this.#options.monotonicMs());
    this.#framesAccepted += frames;
  }

  /** Where in the track the source's sound of so many frames ago is; undefined before its part began. */
  #frameOfSource(framesAgo: number): number | undefined {
    let end = this.#framesAccepted;
    let ago = framesAgo;
    for (const silence of this.#sourceSilences.toReversed()) {
      const soundFrames = end - (silence.frame + silence.frames);
      if (ago <= soundFrames) break;
      ago -= soundFrames;
      end = silence.frame;
    }
    const frame = end - ago;
    return frame < this.#sourceFromFrame - LOCATION_FRAMES ? undefined : Math.max(this.#sourceFromFrame, frame);
  }

  get #framesStored(): number {
    return (this.#options.file.sizeBytes - WAV_HEADER_BYTES) / BYTES_PER_FRAME;
  }

  /** With a synchronous file everything is stored when this returns. */
  #drain(all: boolean): void {
    this.#draining ??= this.#drainQueue(all).finally(() => {
      this.#draining = undefined;
    });
  }

  async #drainQueue(all: boolean): Promise<void> {
    const { file } = this.#options;
    const least = all || this.#isStopping ? 1 : Math.max(1, file.blockBytes);
    try {
      while (this.#queue.sizeBytes >= least) {
        const chunk = this.#queue.peek(Math.max(file.blockBytes, ONE_SECOND_BYTES));
        const stored = file.append(chunk.bytes);
        const storedBytes = typeof stored === 'number' ? stored : await stored;
        if (storedBytes <= 0) throw new DOMException('nothing was written', 'QuotaExceededError');
        this.#queue.consume(storedBytes);
        this.#newestStoredAtMs = chunk.arrivedAtMs;
      }
      this.#restore();
    } catch (error) {
      this.#fail(error);
    }
  }

  #flush(): void {
    const framesSaved = this.#framesStored;
    if (framesSaved === this.#framesReported || this.#newestStoredAtMs === undefined) return;
    try {
      this.#options.file.flush();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#framesReported = framesSaved;
    this.#options.onSaved({ framesSaved, lagMs: this.#options.monotonicMs() - this.#newestStoredAtMs });
  }

  #fail(error: unknown): void {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
    this.#fault = isFull ? 'storage-full' : 'storage-failed';
    this.#options.onFault(this.#fault, this.#queue.sizeBytes, error);
  }

  #restore(): void {
    if (this.#fault === undefined) return;
    const kind = this.#fault;
    this.#fault = undefined;
    this.#options.onRestored(kind);
  }

  #note(entry: LedgerEntry | undefined): void {
    if (entry !== undefined) this.#options.onLedgerEntry(this.#options.book.entryCount - 1, entry);
  }
}
