import type { UploadProgress } from './upload-progress.ts';

/** The present state of one upload, told with every change. */
export class ProgressMeter {
  #progress: UploadProgress = { percent: 0, state: 'waiting', bytesSent: 0, totalBytes: 0 };
  readonly #emit: (progress: UploadProgress) => void;

  constructor(emit: (progress: UploadProgress) => void) {
    this.#emit = emit;
  }

  get isAllSent(): boolean {
    return this.#progress.totalBytes > 0 && this.#progress.bytesSent === this.#progress.totalBytes;
  }

  /** A message holds for the state it came with. */
  change(changes: Partial<UploadProgress>): void {
    const { message: _, ...before } = this.#progress;
    this.#progress = { ...before, ...changes };
    this.#emit(this.#progress);
  }

  /** Never 100 % before the server has confirmed it. */
  sent(bytesSent: number, totalBytes: number, state: UploadProgress['state']): void {
    this.change({ state, bytesSent, totalBytes, percent: Math.min(99, (bytesSent / totalBytes) * 100) });
  }
}
