import { exerciseRecordingFile } from './exercise-recording-file.ts';

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener('message', ({ data }: MessageEvent<string>) => {
  exerciseRecordingFile('opfs', data).then(
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's page is its only listener
    (problems) => self.postMessage(problems),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    (error: unknown) => self.postMessage([String(error)]),
  );
});
