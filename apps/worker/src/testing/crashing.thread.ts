// A thread that dies at its first question, in the way it is told to.
import { parentPort, workerData } from 'node:worker_threads';

const { death } = workerData as { death: 'throws' | 'exits' | 'runs out of memory' | 'hangs' };

parentPort?.on('message', () => {
  if (death === 'throws') throw new TypeError('A bug');
  if (death === 'exits') process.exit(3);
  if (death === 'hangs') for (;;);
  const hoard: number[][] = [];
  for (;;) hoard.push(Array.from({ length: 1_000_000 }, (_, i) => i + 0.5));
});
