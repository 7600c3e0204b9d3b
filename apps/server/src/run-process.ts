import { join } from 'node:path';
import { systemClock } from '@audio-studio/flow';
import { PROCESSING_QUEUE, RESULTS_QUEUE } from '@audio-studio/ports';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import { createServer } from './server.ts';
import { openAdapters } from './wiring.ts';

const WEB_ROOT = join(import.meta.dirname, '../../web/dist');

export interface ProcessOptions {
  config: Config;
  log: Logger;
  jwtSecret: string;
  version: string;
  onListening: (at: { url: string }) => Promise<void>;
}

/** Runs the configured roles until SIGTERM or SIGINT, then ends them in order. Rejects when they cannot start. */
export async function runProcess({ config, log, jwtSecret, version, onListening }: ProcessOptions): Promise<void> {
  const clock = systemClock;
  process.on('unhandledRejection', (err) => log.error({ err }, 'An unhandled rejection'));
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'An uncaught exception');
    process.exit(1);
  });

  const adapters = await openAdapters(config, { jwtSecret, clock, log });
  const server = createServer({ config, jwtSecret, webRoot: WEB_ROOT, version, clock, log, ...adapters });
  const stopped = Promise.withResolvers<NodeJS.Signals>();
  process.once('SIGTERM', stopped.resolve);
  process.once('SIGINT', stopped.resolve);
  const ending = new AbortController();
  let working: Promise<void> = Promise.resolve();
  try {
    if (config.roles.has('worker')) {
      // Only where it is wanted: a web-only process need not load the analysis.
      const { startWorker } = await import('@audio-studio/worker');
      const { objects, queues } = adapters;
      const [processing, results] = [queues.open(PROCESSING_QUEUE), queues.open(RESULTS_QUEUE)];
      working = startWorker({ processing, results, objects, signal: ending.signal, log, clock });
    }
    if (config.roles.has('web')) {
      await server.listen();
      await onListening({ url: config.publicUrl });
    }
    const signal = await stopped.promise;
    log.info({ signal }, 'Shutting down');
  } finally {
    ending.abort();
    await server.close();
    await working;
    await adapters.close();
  }
}
