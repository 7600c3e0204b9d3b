// Runs in a thread of its own: the mathematics of one take, away from everybody's sockets.
import { parentPort, workerData } from 'node:worker_threads';
import type { AnalysisPlan } from './analysis.ts';
import type { Reply, Request } from './analysis-messages.ts';
import { TakeAnalysis } from './take-analysis.ts';

const port = parentPort;
if (port === null) throw new Error('This file is started as a thread');

const analysis = new TakeAnalysis(workerData as AnalysisPlan);
const post = (reply: Reply) => port.postMessage(reply);

function answer(request: Request): unknown {
  if (request.call === 'push') return analysis.push(request.role, request.samples);
  if (request.call === 'levels') return analysis.levels();
  return analysis.conversation((share) => post({ share }));
}

port.on('message', (request: Request) => {
  try {
    post({ id: request.id, value: answer(request) });
  } catch (error) {
    post({ id: request.id, error: error instanceof Error ? error : new Error(String(error)) });
  }
});
