import { MAX_SLICE_BYTES, type ReaderMessage, type SliceRequest } from '../recording/take-readers.ts';

/** The file of a take that is being recorded, as far as it is safely on the disk. */
export interface LiveFile {
  readonly sizeBytes: number;
  /** Fires when nobody records it any more; from then on it is to be opened like any other file. */
  readonly ended: AbortSignal;
  /** Resolves when the file has more than `sizeBytes`; rejects with the signal's reason. */
  whenLarger(sizeBytes: number, signal: AbortSignal): Promise<void>;
  /** Exactly these bytes; rejects when the recorder cannot give them, and once it has ended. */
  read(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

interface Waiter {
  sizeBytes: number;
  resolve: () => void;
}

/** Reads through the worker that records, which alone has the file; a slice after the other. */
export class PortLiveFile implements LiveFile {
  readonly ended: AbortSignal;
  readonly #port: MessagePort;
  readonly #slices = new Map<number, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>();
  readonly #waiters = new Set<Waiter>();
  #sizeBytes = 0;
  #nextId = 1;

  constructor(port: MessagePort, ended: AbortSignal) {
    this.#port = port;
    this.ended = ended;
    port.addEventListener('message', ({ data }: MessageEvent<ReaderMessage>) => this.#receive(data));
    port.start();
    ended.addEventListener('abort', () => this.#end(), { once: true });
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  whenLarger(sizeBytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (this.#sizeBytes > sizeBytes) {
        resolve();
        return;
      }
      const onAbort = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        sizeBytes,
        resolve: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  async read(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(lengthBytes);
    for (let filled = 0; filled < lengthBytes;) {
      const slice = await this.#slice(offsetBytes + filled, Math.min(MAX_SLICE_BYTES, lengthBytes - filled));
      if (slice.length === 0) throw new Error('short read');
      bytes.set(slice, filled);
      filled += slice.length;
    }
    return bytes;
  }

  #slice(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.ended.aborted) return Promise.reject(this.ended.reason as Error);
    const id = this.#nextId++;
    const answer = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
    this.#slices.set(id, answer);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
    this.#port.postMessage({ id, offsetBytes, lengthBytes } satisfies SliceRequest);
    return answer.promise;
  }

  #receive(message: ReaderMessage): void {
    if (message.type === 'grown') {
      this.#sizeBytes = message.sizeBytes;
      for (const waiter of this.#waiters) {
        if (message.sizeBytes <= waiter.sizeBytes) continue;
        this.#waiters.delete(waiter);
        waiter.resolve();
      }
      return;
    }
    const answer = this.#slices.get(message.id);
    this.#slices.delete(message.id);
    if (message.type === 'slice') answer?.resolve(message.bytes);
    else answer?.reject(new Error('the take cannot be read'));
  }

  /** A recorder that died answers nothing more. */
  #end(): void {
    for (const { reject } of this.#slices.values()) reject(this.ended.reason);
    this.#slices.clear();
    this.#port.close();
  }
}
