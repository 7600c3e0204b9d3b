// A worker in a process of its own, on the data of a server that runs with ROLES=web.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '@audio-studio/flow';
import { PROCESSING_QUEUE, RESULTS_QUEUE } from '@audio-studio/ports';
import { pino } from 'pino';
import { loadConfig } from './config.ts';
import { startWorker } from './start-worker.ts';
import { openAdapters } from './wiring.ts';

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const adapters = await openAdapters(config, systemClock);
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'Shutting down');
    stopping.abort();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  log.info({ dataDir: resolve(config.dataDir) }, 'Waiting for takes');
  try {
    await startWorker({
      processing: adapters.queues.open(PROCESSING_QUEUE),
      results: adapters.queues.open(RESULTS_QUEUE),
      objects: adapters.objects,
      signal: stopping.signal,
      log,
      clock: systemClock,
    });
  } finally {
    await adapters.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(`The worker could not run: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
