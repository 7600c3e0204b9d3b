// A thread that dies at its first question, in the way it is told to.
import { parentPort, workerData } from 'node:worker_threads';

const { death, turns } = workerData as {
  death: 'throws' | 'exits' | 'runs out of memory' | 'hangs';
  /** Counts the turns of a hanging loop. */
  turns?: Int32Array;
};

parentPort?.on('message', () => {
  if (death === 'throws') throw new TypeError('A bug');
  if (death === 'exits') process.exit(3);
  if (death === 'hangs') for (;;) Atomics.add(turns!, 0, 1);
  const hoard: number[][] = [];
  for (;;) hoard.push(Array.from({ length: 1_000_000 }, (_, i) => i + 0.5));
});
