import type { BlockInput, BlockListener, SourceBlock } from './source-block.ts';

/** From the audio thread (or page) to the recording worker, over a direct port. */
export type BlockPortMessage =
  | ({ type: 'block' } & SourceBlock)
  /** Everything held back has been sent. */
  | { type: 'drained' };

/** From the recording worker to the sender. */
type BlockPortRequest = { type: 'drain' };

/** A sender whose thread hangs holds back at most one batch: not worth waiting longer for. */
const DRAIN_TIMEOUT_MS = 250;

/** Receives blocks that a worklet or page sends over `port`. */
export function openBlockPortInput(port: MessagePort, listener: BlockListener): BlockInput {
  let onDrained: (() => void) | undefined;
  port.addEventListener('message', ({ data }: MessageEvent<BlockPortMessage>) => {
    if (data.type === 'block') listener.onBlock({ planes: data.planes, rateHz: data.rateHz });
    else onDrained?.();
  });
  port.start();
  return {
    async drain() {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, DRAIN_TIMEOUT_MS);
        onDrained = () => {
          clearTimeout(timer);
          resolve();
        };
        port.postMessage({ type: 'drain' } satisfies BlockPortRequest);
      });
      onDrained = undefined;
    },
    close() {
      port.close();
    },
  };
}
