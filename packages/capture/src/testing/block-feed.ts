import type { BlockPortMessage } from '../source/block-port.ts';
import type { SourceFeed } from '../source/capture-source.ts';

/** A source whose every sample the test decides: feeds blocks to a recording worker over a port. */
export class BlockFeed {
  readonly feed: SourceFeed;
  readonly #port: MessagePort;
  #phase = 0;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.feed = { kind: 'block-port', port: port2 };
    port1.addEventListener('message', () => port1.postMessage({ type: 'drained' } satisfies BlockPortMessage));
    port1.start();
  }

  /** Sends `blocks` blocks of `frames` frames of a sine that goes on where the last one ended. */
  sendTone(options: {
    blocks: number;
    frames: number;
    rateHz: number;
    frequencyHz: number;
    amplitude: number;
    channels?: number;
  }): void {
    const { blocks, frames, rateHz, frequencyHz, amplitude, channels = 1 } = options;
    const step = (2 * Math.PI * frequencyHz) / rateHz;
    for (let block = 0; block < blocks; block += 1) {
      const samples = Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin(this.#phase + i * step));
      this.#phase += frames * step;
      const planes = Array.from({ length: channels }, () => samples.slice());
      this.#port.postMessage(
        { type: 'block', planes, rateHz } satisfies BlockPortMessage,
        planes.map((plane) => plane.buffer),
      );
    }
  }
}
