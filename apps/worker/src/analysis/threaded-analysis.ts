import { Worker } from 'node:worker_threads';
import { AppError, type Role } from '@audio-studio/contract';
import type { ByRole } from '../track.ts';
import type { Analysis, AnalysisPlan, Conversation, TrackLevels } from './analysis.ts';
import type { Reply, Request } from './analysis-messages.ts';

/** JavaScript heap of the thread. Samples lie outside of it; this bounds a runaway, not the audio. */
const HEAP_MEGABYTES = 512;

const THREAD = new URL('./analysis.thread.ts', import.meta.url);

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Call<R = Request> = R extends Request ? Omit<R, 'id'> : never;

/**
 * The analysis of one take in a thread of its own. A thread that crashes or runs out of memory fails
 * what is asked of it and nothing else; when the signal fires it is ended in the middle of its work.
 */
export class ThreadedAnalysis implements Analysis {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #signal: AbortSignal;
  #nextId = 1;
  #ended: unknown;
  #onProgress: (share: number) => void = () => undefined;

  /** @param thread file the thread runs; tests give one that misbehaves */
  constructor(plan: AnalysisPlan, signal: AbortSignal, thread: URL = THREAD) {
    signal.throwIfAborted();
    this.#signal = signal;
    // Flags of the host process (an inspector, a test runner's loader) are not for the thread.
    this.#worker = new Worker(thread, {
      workerData: plan,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    });
    this.#worker.on('message', (reply: Reply) => this.#handleReply(reply));
    this.#worker.on('error', (error) => this.#end(AppError.of('INTERNAL_ERROR', 'The analysis crashed', error)));
    this.#worker.on('exit', () => this.#end(AppError.of('INTERNAL_ERROR', 'The analysis ended before its work')));
    signal.addEventListener('abort', this.#handleAbort, { once: true });
  }

  async push(role: Role, samples: Int16Array<ArrayBuffer>): Promise<void> {
    await this.#ask({ call: 'push', role, samples }, [samples.buffer]);
  }

  async levels(): Promise<ByRole<TrackLevels>> {
    return (await this.#ask({ call: 'levels' })) as ByRole<TrackLevels>;
  }

  async conversation(onProgress: (share: number) => void): Promise<Conversation> {
    this.#onProgress = onProgress;
    return (await this.#ask({ call: 'conversation' })) as Conversation;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#handleAbort);
    this.#end(AppError.of('INTERNAL_ERROR', 'The analysis is closed'));
    await this.#worker.terminate();
  }

  readonly #handleAbort = (): void => {
    this.#end(this.#signal.reason);
    void this.#worker.terminate();
  };

  #ask(call: Call, transfer: ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...call }, transfer);
    });
  }

  #handleReply(reply: Reply): void {
    if ('share' in reply) {
      this.#onProgress(reply.share);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(AppError.of('INTERNAL_ERROR', 'The analysis failed', reply.error));
    else waiting?.resolve(reply.value);
  }

  /** The first reason stays: what comes after a crash is only its echo. */
  #end(reason: unknown): void {
    this.#ended ??= reason;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}
