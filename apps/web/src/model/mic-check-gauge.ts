import type { Levels } from '@audio-studio/capture';
import type { MicCheck } from '@audio-studio/contract';

const RATE_HZ = 48_000;
const SECOND_SAMPLES = RATE_HZ;
const HOLD_SECONDS = 5;
const FLOOR_DBFS = -100;

interface Second {
  rmsDbfs: number;
  peakDbfs: number;
  clipped: boolean;
}

/**
 * What the green room reports each second. The level is that of the loudest whole second of the last
 * five: people say a sentence, stop and look at the screen, and must not be told then that they are too
 * quiet. Peak and clipping are held as long; the noise floor is the recorder's own five-second estimate.
 */
export class MicCheckGauge {
  readonly #seconds: Second[] = [];
  #energy = 0;
  #samples = 0;
  #peakDbfs = FLOOR_DBFS;
  #clipped = false;
  #lastClipCount = 0;
  #noiseFloorDbfs: number | null = null;

  push(levels: Levels): void {
    this.#energy += 10 ** (levels.rmsDbfs / 10) * levels.sliceSamples;
    this.#samples += levels.sliceSamples;
    this.#peakDbfs = Math.max(this.#peakDbfs, levels.peakDbfs);
    // The count starts again at zero with another microphone.
    if (levels.clipCountTotal > this.#lastClipCount) this.#clipped = true;
    this.#lastClipCount = levels.clipCountTotal;
    this.#noiseFloorDbfs = levels.noiseFloorDbfs;
    if (this.#samples >= SECOND_SAMPLES) this.#closeSecond();
  }

  /** Forgets what another microphone heard. */
  reset(): void {
    this.#seconds.length = 0;
    this.#energy = 0;
    this.#samples = 0;
    this.#peakDbfs = FLOOR_DBFS;
    this.#clipped = false;
    this.#lastClipCount = 0;
    this.#noiseFloorDbfs = null;
  }

  /** Null until one whole second has been heard. */
  read(): MicCheck | null {
    if (this.#seconds.length === 0) return null;
    return {
      rms: Math.max(...this.#seconds.map((second) => second.rmsDbfs)),
      peak: Math.max(...this.#seconds.map((second) => second.peakDbfs)),
      // No floor after a whole second means exact silence: a muted microphone, not a quiet room.
      noiseFloor: Math.max(FLOOR_DBFS, this.#noiseFloorDbfs ?? FLOOR_DBFS),
      isClipping: this.#seconds.some((second) => second.clipped),
    };
  }

  #closeSecond(): void {
    const rmsDbfs = Math.max(FLOOR_DBFS, 10 * Math.log10(this.#energy / this.#samples));
    this.#seconds.push({ rmsDbfs, peakDbfs: this.#peakDbfs, clipped: this.#clipped });
    if (this.#seconds.length > HOLD_SECONDS) this.#seconds.shift();
    this.#energy = 0;
    this.#samples = 0;
    this.#peakDbfs = FLOOR_DBFS;
    this.#clipped = false;
  }
}
