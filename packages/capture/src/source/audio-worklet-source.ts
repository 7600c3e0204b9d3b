import { openCaptureContext } from './capture-context.ts';
import type { CaptureSource } from './capture-source.ts';
// oxlint-disable-next-line import/default -- made by the bundler
import workletUrl from './recorder.worklet.ts?worker&url';

/** Firefox's and Safari's path. It can drop frames under load; the ledger says that it was used. */
export async function openAudioWorkletSource(track: MediaStreamTrack): Promise<CaptureSource> {
  const capture = openCaptureContext(track);
  const { context, source } = capture;
  try {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'audio-studio-recorder', {
      numberOfInputs: 1,
      // The channels as they are: the worker mixes them, see MonoMixer.
      channelCountMode: 'max',
      numberOfOutputs: 1,
      outputChannelCount: [1],
    });
    const { port1, port2 } = new MessageChannel();
    node.port.postMessage(port1, [port1]);
    source.connect(node);
    // A node that leads nowhere need not be run; its output is silent.
    node.connect(context.destination);
    return {
      path: 'audio-worklet',
      feed: { kind: 'block-port', port: port2 },
      close() {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
        node.port.postMessage('close');
        node.disconnect();
        capture.close();
      },
    };
  } catch (error) {
    capture.close();
    throw error;
  }
}
