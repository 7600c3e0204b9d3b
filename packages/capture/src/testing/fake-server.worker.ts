import { ROUTES } from '@audio-studio/contract';
import '../upload/upload.worker.ts';
import { FakeUploadServer } from './fake-upload-server.ts';

/** What a test hears of the server in its upload worker, over the channel of the worker's name. */
export interface FakeServerReport {
  /** PUTs of parts so far. */
  partPuts: number;
  /** The joined track; null before it is complete. */
  stored: Uint8Array | null;
}

declare const self: DedicatedWorkerGlobalScope;

/** The real upload worker, with a server of its own instead of a network. Completions wait for `release`. */
const server = new FakeUploadServer();
server.knowsChecksums = true;
const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();

self.fetch = async (input, init) => {
  if (typeof input === 'string' && input.endsWith(ROUTES.multipartComplete)) await isReleased;
  return server.fetch(input, init);
};

const channel = new BroadcastChannel(self.name);
channel.addEventListener('message', ({ data }: MessageEvent<'release' | 'report'>) => {
  if (data === 'release') release();
  if (data !== 'report') return;
  const key = server.recordings.at(-1)?.filePath;
  const stored = key === null || key === undefined ? undefined : server.objects.get(key);
  const report: FakeServerReport = { partPuts: server.count(/^store:part\//), stored: stored ?? null };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
  channel.postMessage(report);
});
