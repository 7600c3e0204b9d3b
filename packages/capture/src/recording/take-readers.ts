import type { RecordingFile } from '../storage/recording-file.ts';

/** A stretch of a running take's file that the uploader wants; at most {@link MAX_SLICE_BYTES}. */
export interface SliceRequest {
  id: number;
  offsetBytes: number;
  lengthBytes: number;
}

export type ReaderMessage =
  /** The file has so many bytes that would survive a crash, header included. */
  | { type: 'grown'; sizeBytes: number }
  | { type: 'slice'; id: number; bytes: Uint8Array<ArrayBuffer> }
  /** The file cannot be read, as when the take has just ended. */
  | { type: 'refused'; id: number };

/**
 * The most that is read at one go. From the disk's cache that took 2 ms in Chromium, after which
 * the blocks that arrived meanwhile are written before the next slice is looked at: reading delays no
 * writing that matters.
 */
export const MAX_SLICE_BYTES = 1024 * 1024;

/**
 * Lets the upload worker read a take that is being recorded. Only this worker can: a second handle on
 * the file is refused, and a `File` of it goes stale with the next append. Slices are handed over, not
 * copied.
 */
export class TakeReaders {
  readonly #read: RecordingFile['read'];
  readonly #ports = new Set<MessagePort>();
  #durableBytes = 0;

  constructor(read: RecordingFile['read']) {
    this.#read = read;
  }

  add(port: MessagePort): void {
    this.#ports.add(port);
    port.addEventListener('message', ({ data }: MessageEvent<SliceRequest>) => void this.#answer(port, data));
    port.start();
    this.#tell(port, { type: 'grown', sizeBytes: this.#durableBytes });
  }

  /** To be called after each flush. */
  noteDurable(sizeBytes: number): void {
    this.#durableBytes = sizeBytes;
    for (const port of this.#ports) this.#tell(port, { type: 'grown', sizeBytes });
  }

  /** What was asked and not answered stays so: whoever asked waits for the take's lock anyway. */
  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
  }

  /** Bytes that a power cut could still take back must not be anywhere else before they are here for good. */
  async #answer(port: MessagePort, { id, offsetBytes, lengthBytes }: SliceRequest): Promise<void> {
    try {
      const endBytes = Math.min(offsetBytes + lengthBytes, this.#durableBytes);
      const bytes = await this.#read(offsetBytes, Math.min(MAX_SLICE_BYTES, Math.max(0, endBytes - offsetBytes)));
      this.#tell(port, { type: 'slice', id, bytes }, [bytes.buffer]);
    } catch {
      this.#tell(port, { type: 'refused', id });
    }
  }

  #tell(port: MessagePort, message: ReaderMessage, transfer: Transferable[] = []): void {
    port.postMessage(message, transfer);
  }
}
