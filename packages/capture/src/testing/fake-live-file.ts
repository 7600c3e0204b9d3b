import type { LiveFile } from '../upload/live-file.ts';
import type { UploadJob } from '../upload/upload-context.ts';

/** A take that grows and ends when the test says so. */
export class FakeLiveFile implements LiveFile {
  bytes = new Uint8Array();
  largestReadBytes = 0;
  readonly #ended = new AbortController();
  readonly #waiters = new Set<() => void>();

  get sizeBytes(): number {
    return this.bytes.length;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Appends bytes that say where in the file they are. */
  grow(byBytes: number): void {
    const before = this.bytes.length;
    const after = new Uint8Array(before + byBytes);
    after.set(this.bytes);
    for (let i = before; i < after.length; i += 61) after[i] = (i / 61) % 251;
    this.bytes = after;
    for (const wake of Array.from(this.#waiters)) wake();
  }

  end(): void {
    this.#ended.abort(new Error('the take has ended'));
  }

  /** The file as it is opened after the take. */
  get finished(): UploadJob['file'] {
    const { bytes } = this;
    return {
      sizeBytes: bytes.length,
      read: (offsetBytes, lengthBytes) => bytes.slice(offsetBytes, offsetBytes + lengthBytes),
      toBlob: () => Promise.resolve(new Blob([bytes])),
    };
  }

  whenLarger(sizeBytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (this.bytes.length <= sizeBytes) return;
        this.#waiters.delete(check);
        resolve();
      };
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.#waiters.add(check);
      check();
    });
  }

  read(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.ended.aborted) return Promise.reject(this.ended.reason as Error);
    this.largestReadBytes = Math.max(this.largestReadBytes, lengthBytes);
    return Promise.resolve(this.bytes.slice(offsetBytes, offsetBytes + lengthBytes));
  }
}
