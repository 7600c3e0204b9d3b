import { readAudioData, type AudioDataLike } from './audio-data.ts';
import type { BlockInput, BlockListener } from './source-block.ts';

/** Reads the stream of a `MediaStreamTrackProcessor`, in the worker it was transferred to. */
export function openAudioDataInput(readable: ReadableStream<AudioDataLike>, listener: BlockListener): BlockInput {
  const reader = readable.getReader();
  let isClosed = false;
  void (async () => {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (isClosed) {
          value?.close();
          return;
        }
        if (done) {
          listener.onEnd();
          return;
        }
        listener.onBlock(readAudioData(value));
      }
    } catch (error) {
      if (!isClosed) listener.onError(error);
    }
  })();
  return {
    // A block is 10 ms and is delivered as soon as it is full: nothing is held back.
    drain: () => Promise.resolve(),
    close() {
      isClosed = true;
      // A stream that is already broken has nothing left to cancel.
      reader.cancel().catch(() => undefined);
    },
  };
}
