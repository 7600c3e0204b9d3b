import { THRESHOLDS, TRACK_FORMAT } from '@audio-studio/contract';
import { LevelMeter, NoiseFloorTracker, PeakReducer, SilenceTracker } from '@audio-studio/dsp';
import { LIVE_PEAKS_PER_SECOND, type Levels } from './levels.ts';

const RATE_HZ = TRACK_FORMAT.sampleRateHz;
const REPORTS_PER_SECOND = 30;
const REPORT_SAMPLES = RATE_HZ / REPORTS_PER_SECOND;

/** Measures a 48 kHz stream over every sample and reports about thirty times a second. */
export class LevelReporter {
  readonly #onLevels: (levels: Levels) => void;
  readonly #slice = new LevelMeter({ clipAmplitude: THRESHOLDS.CLIP_AMPLITUDE });
  readonly #noiseFloor = new NoiseFloorTracker({ sampleRateHz: RATE_HZ });
  readonly #silence = new SilenceTracker({ sampleRateHz: RATE_HZ, thresholdDbfs: THRESHOLDS.SILENCE_THRESHOLD });
  readonly #peakReducer = new PeakReducer(RATE_HZ / LIVE_PEAKS_PER_SECOND);
  #peaks: number[] = [];
  #clipCountTotal = 0;
  #samplesDue = 0;

  constructor(onLevels: (levels: Levels) => void) {
    this.#onLevels = onLevels;
  }

  /** @param takeFrames frames of the running take after this block, or null */
  push(block: Float32Array, takeFrames: number | null): void {
    this.#slice.push(block);
    this.#noiseFloor.push(block);
    this.#silence.push(block);
    this.#peaks.push(...this.#peakReducer.push(block));
    this.#samplesDue += block.length;
    if (this.#samplesDue < REPORT_SAMPLES) return;
    // What a block brings too much counts towards the next report: the pace holds for any block size.
    this.#samplesDue %= REPORT_SAMPLES;
    this.#report(takeFrames);
  }

  /** Begins to count clipped samples anew. */
  resetClips(): void {
    this.#slice.reset();
    this.#clipCountTotal = 0;
  }

  #report(takeFrames: number | null): void {
    const { rmsDbfs, peakDbfs, clipCount, sampleCount } = this.#slice.reading;
    this.#slice.reset();
    this.#clipCountTotal += clipCount;
    const peaks = Float32Array.from(this.#peaks);
    this.#peaks = [];
    this.#onLevels({
      rmsDbfs,
      peakDbfs,
      sliceSamples: sampleCount,
      clipCountTotal: this.#clipCountTotal,
      noiseFloorDbfs: this.#noiseFloor.floorDbfs,
      silenceMs: this.#silence.silenceMs,
      speech: rmsDbfs > THRESHOLDS.SILENCE_THRESHOLD,
      peaks,
      takeFrames,
    });
  }
}
