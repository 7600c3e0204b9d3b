import {
  AppError,
  type ProcessingProgress,
  type ProcessSessionMessage,
  type ResultsMessage,
} from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { PROCESSING_QUEUE, type Delivery, type ObjectStore, type Queue } from '@audio-studio/ports';
import type { Analysis, AnalysisPlan } from './analysis/analysis.ts';
import { ThreadedAnalysis } from './analysis/threaded-analysis.ts';
import { holdLease } from './lease.ts';
import { takeLogId, type Log } from './log.ts';
import { processTake } from './process-take.ts';
import { failedResult } from './rejection.ts';

export interface WorkerOptions {
  processing: Queue<ProcessSessionMessage>;
  results: Queue<ResultsMessage>;
  objects: ObjectStore;
  /** Ends consuming; a take in work is given back to the queue. */
  signal: AbortSignal;
  log: Log;
  clock: Clock;
  /** Default: a thread per take. */
  openAnalysis?: (plan: AnalysisPlan, signal: AbortSignal) => Analysis;
}

/**
 * Takes messages off the processing queue, one at a time, and publishes steps and a result for each.
 * Resolves when the signal has fired and the take in work has ended.
 *
 * A message is finished only after its result was published; a process that dies in between does the work
 * again and publishes the same result. What failed too often gets a result that says so.
 */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const { processing, results, log, clock } = options;
  await processing.consume((message, delivery) => handle(message, delivery, options), {
    signal: options.signal,
    onFailure: (error, message, receiveCount) => {
      const { code } = AppError.from(error);
      const take = message === undefined ? undefined : takeLogId(message.sessionId);
      log.warn({ take, receiveCount, code, err: error }, 'Processing did not succeed');
    },
    onDead: async (message) => {
      log.error({ take: takeLogId(message.sessionId) }, 'Processing given up');
      await results.send({
        ...failedResult(message, Math.max(0, clock.nowMs() - message.timestamp)),
        ...revisionOf(message),
      });
    },
  });
}

async function handle(message: ProcessSessionMessage, delivery: Delivery, options: WorkerOptions): Promise<void> {
  const { results, objects, log, clock } = options;
  const openAnalysis = options.openAnalysis ?? ((plan, signal) => new ThreadedAnalysis(plan, signal));
  const take = takeLogId(message.sessionId);
  log.info({ take, receiveCount: delivery.receiveCount }, 'Processing a take');
  const lease = holdLease(delivery, {
    intervalMs: PROCESSING_QUEUE.visibilityTimeoutMs / 3,
    clock,
    onFailure: (error) => log.warn({ take, err: error }, 'The message could not be kept'),
  });
  const steps = new StepPublisher(results, revisionOf(message), (error) =>
    log.warn({ take, err: error }, 'A step could not be published'),
  );
  try {
    const signal = AbortSignal.any([delivery.signal, lease.signal]);
    const result = await processTake(message, { objects, openAnalysis, publish: steps.publish, clock }, signal);
    await steps.drained();
    signal.throwIfAborted();
    await results.send({ ...result, ...revisionOf(message) });
    const { status, profile, processingTimeMs } = result;
    log.info({ take, status, profile, processingTimeMs }, 'Processed a take');
  } finally {
    await lease.end();
  }
}

type Revision = Pick<ProcessSessionMessage, 'revision'>;

/** Everything said of a message carries its revision: the take may have better tracks by then. */
function revisionOf({ revision }: ProcessSessionMessage): Revision {
  return revision === undefined ? {} : { revision };
}

/** Sends steps in their order without holding the work up. A step that cannot be sent is no reason to fail. */
class StepPublisher {
  readonly #results: Queue<ResultsMessage>;
  readonly #revision: Revision;
  readonly #onFailure: (error: unknown) => void;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(results: Queue<ResultsMessage>, revision: Revision, onFailure: (error: unknown) => void) {
    this.#results = results;
    this.#revision = revision;
    this.#onFailure = onFailure;
  }

  readonly publish = (progress: ProcessingProgress): void => {
    this.#sending = this.#sending
      .then(() => this.#results.send({ ...progress, ...this.#revision }))
      .catch(this.#onFailure);
  };

  async drained(): Promise<void> {
    await this.#sending;
  }
}
