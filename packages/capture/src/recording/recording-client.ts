import { WorkerClient } from '../worker-rpc.ts';
import type { RecordingMethods, RecordingWorkerEvents } from './recording-protocol.ts';

export type RecordingClient = WorkerClient<RecordingMethods, RecordingWorkerEvents>;

/** Starts a recording worker. Written so that a bundler finds the worker and makes it a script of its own. */
export function startRecordingWorker(): RecordingClient {
  return new WorkerClient(new Worker(new URL('./recording.worker.ts', import.meta.url), { type: 'module' }));
}
