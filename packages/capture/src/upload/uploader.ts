import type { UploadCompleteAnswer } from '@audio-studio/contract';
import { Emitter } from '@audio-studio/flow';
import { openLiveTake } from '../recording/live-takes.ts';
import { WorkerClient } from '../worker-rpc.ts';
import type { LinkPressure } from './link-pressure.ts';
import type { UploadProgress } from './upload-progress.ts';
import type { UploadMethods, UploadWorkerEvents } from './upload-protocol.ts';

export interface TakeUploaderOptions {
  /** Where the server is, without a trailing slash and without `/api`; '' for the page's own origin. */
  apiBase: string;
  /** A token for that meeting; `refresh` when the last one was refused. Rejects when there is none. */
  getToken: (meetingId: string, refresh: boolean) => Promise<string>;
  /** For tests: this worker instead of the usual one. */
  startWorker?: () => Worker;
}

/** One take on its way to the server. */
export interface UploadHandle {
  readonly takeKey: string;
  readonly events: Emitter<{ progress: UploadProgress }>;
  /** The latest of `events`. */
  readonly progress: UploadProgress;
  /** The server's confirmation. Stays open through failures, which `retry` may mend; rejects after `abort` or `close`. */
  readonly done: Promise<UploadCompleteAnswer>;
  /** Begins again after `failed`; without effect otherwise. */
  retry(): void;
  /** Stops sending. What has arrived is kept for a later upload, and the local audio is. */
  abort(): void;
}

/** Sends takes from this device in a worker of their own; a take that was half sent goes on where it was. */
export class TakeUploader {
  readonly #worker: WorkerClient<UploadMethods, UploadWorkerEvents>;
  readonly #uploads = new Map<string, TrackedUpload>();
  readonly #getToken: TakeUploaderOptions['getToken'];

  constructor({ apiBase, getToken, startWorker = startUploadWorker }: TakeUploaderOptions) {
    this.#getToken = getToken;
    this.#worker = new WorkerClient(startWorker());
    this.#worker.events.on('progress', ({ takeKey, progress }) => this.#uploads.get(takeKey)?.report(progress));
    this.#worker.events.on('done', ({ takeKey, answer }) => this.#finish(takeKey, answer));
    this.#worker.events.on('tokenWanted', (question) => void this.#giveToken(question));
    this.#worker.events.on('liveTakeWanted', ({ requestId, takeKey }) => {
      const answer = openLiveTake(takeKey);
      this.#tell('giveLiveTake', { requestId, answer }, answer === null ? [] : [answer]);
    });
    this.#worker.events.on('worker-error', () => {
      for (const upload of this.#uploads.values())
        upload.report({ ...upload.progress, state: 'failed', message: 'The upload stopped. Please reload this page.' });
    });
    this.#tell('configure', { apiBase });
  }

  /**
   * Uploads a take; asked again while that runs, answers the same handle. One that a recorder of this
   * page is at goes up as it grows.
   */
  upload(takeKey: string): UploadHandle {
    const known = this.#uploads.get(takeKey);
    if (known !== undefined) return known;
    const upload = new TrackedUpload(takeKey, {
      retry: () => this.#tell('start', takeKey),
      abort: () => {
        this.#uploads.delete(takeKey);
        this.#tell('abort', takeKey);
      },
    });
    this.#uploads.set(takeKey, upload);
    this.#tell('start', takeKey);
    return upload;
  }

  /** How the live call fares: what goes up during a take gives way to it. After a take nothing is held back. */
  setLinkPressure(level: LinkPressure): void {
    this.#tell('setLinkPressure', level);
  }

  /** Stops everything at once; uploads go on when they are asked for again. */
  close(): void {
    for (const upload of this.#uploads.values()) upload.abort();
    this.#worker.terminate();
  }

  #finish(takeKey: string, answer: UploadCompleteAnswer): void {
    this.#uploads.get(takeKey)?.resolve(answer);
    this.#uploads.delete(takeKey);
  }

  async #giveToken({ requestId, meetingId, refresh }: UploadWorkerEvents['tokenWanted']): Promise<void> {
    const answer = await this.#getToken(meetingId, refresh).catch(() => null);
    this.#tell('giveToken', { requestId, answer });
  }

  #tell<Name extends keyof UploadMethods>(
    method: Name,
    argument: Parameters<UploadMethods[Name]>[0],
    transfer: Transferable[] = [],
  ): void {
    // Fails only when the worker is gone, which `worker-error` or `close` has told already.
    this.#worker.call(method, argument as never, transfer).catch(() => undefined);
  }
}

/** Written so that a bundler finds the worker and makes it a script of its own. */
function startUploadWorker(): Worker {
  return new Worker(new URL('./upload.worker.ts', import.meta.url), { type: 'module' });
}

class TrackedUpload implements UploadHandle {
  readonly takeKey: string;
  readonly events = new Emitter<{ progress: UploadProgress }>();
  readonly done: Promise<UploadCompleteAnswer>;
  readonly resolve: (answer: UploadCompleteAnswer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #hooks: { retry: () => void; abort: () => void };
  #progress: UploadProgress = { percent: 0, state: 'waiting', bytesSent: 0, totalBytes: 0 };

  constructor(takeKey: string, hooks: { retry: () => void; abort: () => void }) {
    this.takeKey = takeKey;
    this.#hooks = hooks;
    const { promise, resolve, reject } = Promise.withResolvers<UploadCompleteAnswer>();
    this.done = promise;
    this.resolve = resolve;
    this.#reject = reject;
    // Whoever only watches the progress is not to be told of an unhandled rejection.
    promise.catch(() => undefined);
  }

  get progress(): UploadProgress {
    return this.#progress;
  }

  report(progress: UploadProgress): void {
    this.#progress = progress;
    this.events.emit('progress', progress);
  }

  retry(): void {
    if (this.#progress.state === 'failed') this.#hooks.retry();
  }

  abort(): void {
    this.#hooks.abort();
    this.#reject(new DOMException('upload aborted', 'AbortError'));
  }
}
