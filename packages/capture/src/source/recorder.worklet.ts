/**
 * Runs on the audio thread: gathers quanta of 128 frames into batches and hands them, without a
 * detour over the page, to the recording worker. Stands alone, since a worklet module is its own bundle.
 */

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** About 43 ms at 48 kHz: a whole number of quanta. */
const BATCH_FRAMES = 2048;

class RecorderProcessor extends AudioWorkletProcessor {
  #worker: MessagePort | undefined;
  #planes: Float32Array<ArrayBuffer>[] = [];
  #filledFrames = 0;
  #isClosed = false;

  constructor() {
    super();
    this.port.addEventListener('message', ({ data }: MessageEvent<MessagePort | 'close'>) => {
      if (data === 'close') {
        this.#isClosed = true;
        return;
      }
      this.#worker = data;
      // The only request there is: to send what is held back.
      data.addEventListener('message', () => {
        this.#send();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
        data.postMessage({ type: 'drained' });
      });
      data.start();
    });
    this.port.start();
  }

  /** Returning true keeps the processor alive through moments without input. */
  process([input]: Float32Array[][]): boolean {
    if (this.#worker === undefined || input === undefined || input.length === 0) return !this.#isClosed;
    const frames = input[0]!.length;
    // A device may change its channels; a batch holds one count.
    if (input.length !== this.#planes.length || this.#filledFrames + frames > BATCH_FRAMES) this.#send();
    if (this.#filledFrames === 0) this.#planes = input.map(() => new Float32Array(BATCH_FRAMES));
    for (const [channel, samples] of input.entries()) this.#planes[channel]!.set(samples, this.#filledFrames);
    this.#filledFrames += frames;
    if (this.#filledFrames === BATCH_FRAMES) this.#send();
    return !this.#isClosed;
  }

  #send(): void {
    if (this.#filledFrames > 0) {
      const frames = this.#filledFrames;
      const planes = frames === BATCH_FRAMES ? this.#planes : this.#planes.map((plane) => plane.slice(0, frames));
      const transfer = planes.map((plane) => plane.buffer);
      this.#worker?.postMessage({ type: 'block', planes, rateHz: sampleRate }, transfer);
    }
    this.#planes = [];
    this.#filledFrames = 0;
  }
}

registerProcessor('audio-studio-recorder', RecorderProcessor);
