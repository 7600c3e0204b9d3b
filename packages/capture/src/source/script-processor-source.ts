import type { BlockPortMessage } from './block-port.ts';
import { openCaptureContext } from './capture-context.ts';
import type { CaptureSource } from './capture-source.ts';

const BLOCK_FRAMES = 2048;
const CHANNELS = 2;

/**
 * The last resort, for browsers without worklets: blocks pass through the page's own thread, so a
 * busy page can lose some.
 */
export async function openScriptProcessorSource(track: MediaStreamTrack): Promise<CaptureSource> {
  const capture = openCaptureContext(track);
  const { context, source } = capture;
  // oxlint-disable-next-line typescript/no-deprecated -- old browsers have nothing else
  const node = context.createScriptProcessor(BLOCK_FRAMES, CHANNELS, 1);
  const { port1, port2 } = new MessageChannel();
  // oxlint-disable-next-line typescript/no-deprecated
  node.addEventListener('audioprocess', ({ inputBuffer }) => {
    const planes = Array.from({ length: inputBuffer.numberOfChannels }, (_, channel) =>
      inputBuffer.getChannelData(channel).slice(),
    );
    const message: BlockPortMessage = { type: 'block', planes, rateHz: context.sampleRate };
    port1.postMessage(
      message,
      planes.map((plane) => plane.buffer),
    );
  });
  // A block in the making cannot be had; what was handed over has been sent.
  port1.addEventListener('message', () => port1.postMessage({ type: 'drained' } satisfies BlockPortMessage));
  port1.start();
  source.connect(node);
  node.connect(context.destination);
  return {
    path: 'script-processor',
    feed: { kind: 'block-port', port: port2 },
    close() {
      node.disconnect();
      port1.close();
      capture.close();
    },
  };
}
