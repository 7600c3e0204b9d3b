import { TRACK_FORMAT, type CapturePath } from '@audio-studio/contract';
import { ClockStepDetector, type ClockStep } from '@audio-studio/dsp';
import { openAudioDataInput } from '../source/audio-data-input.ts';
import { openBlockPortInput } from '../source/block-port.ts';
import type { SourceFeed } from '../source/capture-source.ts';
import { MonoMixer } from '../source/mono-mixer.ts';
import type { BlockInput, SourceBlock } from '../source/source-block.ts';
import { RateConverter } from './rate-converter.ts';

/** A source that has not been heard for this long no longer delivers. */
const DEAD_AFTER_MS = 300;
const RATE_HZ = TRACK_FORMAT.sampleRateHz;

/** One block of a source, brought to the track's format. */
export interface LiveBlock {
  /** 48 kHz mono, −1…1; may be empty while a resampler fills. */
  samples: Float32Array<ArrayBuffer>;
  /** What the browser delivered to make it. */
  delivered: { frames: number; rateHz: number };
  /** The same before conversion: mono at the browser's rate. */
  mono: Float32Array<ArrayBuffer>;
}

interface LiveSourceHooks {
  /** Milliseconds that never jump. */
  monotonicMs: () => number;
  onBlock: (block: LiveBlock) => void;
  /** The clock shows that samples were lost or inserted some seconds ago; told behind the block that shows it. */
  onStep: (step: ClockStep) => void;
  onError: (error: unknown) => void;
}

/** A capture source as the recording worker hears it: mixed to mono, converted to 48 kHz, held against the clock. */
export class LiveSource {
  readonly path: CapturePath;
  readonly #input: BlockInput;
  readonly #mixer = new MonoMixer();
  readonly #converter = new RateConverter();
  // In frames of the track, whatever the source's rate is and should it change.
  readonly #clockSteps = new ClockStepDetector({ sampleRateHz: RATE_HZ });
  readonly #monotonicMs: () => number;
  #heardSeconds = 0;
  #rateHz: number | undefined;
  #lastBlockAtMs: number | undefined;
  #hasEnded = false;
  #lastError: string | undefined;

  constructor(source: { path: CapturePath; feed: SourceFeed }, hooks: LiveSourceHooks) {
    this.path = source.path;
    this.#monotonicMs = hooks.monotonicMs;
    const listener = {
      onBlock: (block: SourceBlock) => {
        try {
          const step = this.#hear(block);
          hooks.onBlock(this.convert(this.#mixer.mix(block.planes), block.rateHz));
          if (step !== undefined) hooks.onStep(step);
        } catch (error) {
          // The same fault comes back with every block: a hundred times a second.
          if (this.#lastError === String(error)) return;
          this.#lastError = String(error);
          hooks.onError(error);
        }
      },
      onEnd: () => {
        this.#hasEnded = true;
      },
      onError: (error: unknown) => {
        this.#hasEnded = true;
        hooks.onError(error);
      },
    };
    this.#input =
      source.feed.kind === 'audio-data'
        ? openAudioDataInput(source.feed.readable, listener)
        : openBlockPortInput(source.feed.port, listener);
  }

  /** The rate of the latest block; undefined before the first. */
  get rateHz(): number | undefined {
    return this.#rateHz;
  }

  get heardSeconds(): number {
    return this.#heardSeconds;
  }

  /** Everything delivered since it was opened, in frames of the track. */
  get heardFrames(): number {
    return this.#heardSeconds * RATE_HZ;
  }

  /** When the last frame heard would have arrived without any delay of its own; see {@link ClockStepDetector}. */
  get lastFrameDueMs(): number | undefined {
    return this.#clockSteps.lastFrameDueMs;
  }

  /** The step that only the last moments speak for, if nothing more is heard of this source. */
  lastStep(): ClockStep | undefined {
    return this.#clockSteps.finish();
  }

  /** Milliseconds since the latest block; Infinity before the first. */
  get silentForMs(): number {
    return this.#lastBlockAtMs === undefined ? Infinity : this.#monotonicMs() - this.#lastBlockAtMs;
  }

  get isAlive(): boolean {
    return !this.#hasEnded && this.silentForMs < DEAD_AFTER_MS;
  }

  /** See {@link BlockInput.drain}. */
  drain(): Promise<void> {
    return this.#hasEnded ? Promise.resolve() : this.#input.drain();
  }

  /** What a resampler still owes; afterwards its account of frames begins anew. */
  flush(): Float32Array<ArrayBuffer> {
    return this.#converter.flush();
  }

  /** Sends mono samples through the converter once more: after a flush, what was heard before a take. */
  convert(mono: Float32Array<ArrayBuffer>, rateHz: number): LiveBlock {
    return { samples: this.#converter.push(mono, rateHz), delivered: { frames: mono.length, rateHz }, mono };
  }

  close(): void {
    this.#hasEnded = true;
    this.#input.close();
  }

  #hear({ planes, rateHz }: SourceBlock): ClockStep | undefined {
    const timeMs = this.#monotonicMs();
    this.#lastBlockAtMs = timeMs;
    this.#rateHz = rateHz;
    this.#heardSeconds += (planes[0]?.length ?? 0) / rateHz;
    return this.#clockSteps.push({ frame: this.heardFrames, timeMs });
  }
}
