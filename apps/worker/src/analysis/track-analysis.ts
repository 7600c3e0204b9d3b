import { TRACK_FORMAT } from '@audio-studio/contract';
import { BAND_RATE_HZ, int16ToFloat, LevelMeter, LoudnessMeter, PeakReducer, SILENCE_DBFS } from '@audio-studio/dsp';
import type { TrackLevels } from './analysis.ts';
import { MeasuringBand } from './measuring-band.ts';

/** How much of a track the speech measures look at, from its beginning: what they keep lies in memory. */
export const SPEECH_SECONDS_MAX = 3600;

const PEAKS_PER_SECOND = 50;
/** More than any screen shows; a longer track is drawn with fewer per second. */
const PEAKS_MAX = 24_000;

/** The measures of one track, fed with its samples in order. */
export class TrackAnalysis {
  readonly #level = new LevelMeter();
  readonly #loudness = new LoudnessMeter();
  readonly #peakReducer: PeakReducer;
  readonly #peaks: number[] = [];
  readonly #band: MeasuringBand;
  /** Zeros in front of the 16 kHz copy. */
  readonly leadSamples: number;
  /** Its 16 kHz copy begins with the common time line, not with the track. */
  readonly isOnTimeLine: boolean;
  readonly isPartial: boolean;

  /**
   * @param sampleCount samples to come, at 48 kHz
   * @param offsetSeconds where the track begins on the common time line
   */
  constructor(sampleCount: number, offsetSeconds: number) {
    const seconds = sampleCount / TRACK_FORMAT.sampleRateHz;
    this.isPartial = seconds > SPEECH_SECONDS_MAX;
    this.isOnTimeLine = offsetSeconds <= SPEECH_SECONDS_MAX;
    this.leadSamples = this.isOnTimeLine ? Math.round(offsetSeconds * BAND_RATE_HZ) : 0;
    const maxSamples = Math.ceil(Math.min(seconds, SPEECH_SECONDS_MAX) * BAND_RATE_HZ);
    this.#band = new MeasuringBand({ leadSamples: this.leadSamples, maxSamples });
    const samplesPerPeak = Math.max(TRACK_FORMAT.sampleRateHz / PEAKS_PER_SECOND, Math.ceil(sampleCount / PEAKS_MAX));
    this.#peakReducer = new PeakReducer(samplesPerPeak);
  }

  push(samples: Int16Array): void {
    const block = int16ToFloat(samples);
    this.#level.push(block);
    this.#loudness.push(block);
    this.#keepPeaks(this.#peakReducer.push(block));
    this.#band.push(block);
  }

  /** Of all samples pushed; nothing may be pushed afterwards. */
  levels(): TrackLevels {
    this.#keepPeaks(this.#peakReducer.flush());
    const { rmsDbfs, peakDbfs, clipCount, sampleCount } = this.#level.reading;
    return {
      rms: rmsDbfs,
      peak: peakDbfs,
      clipCount,
      lufs: this.#loudness.integratedLufs,
      sampleCount,
      isSilent: peakDbfs === SILENCE_DBFS,
      peaks: this.#peaks,
      peaksPerSecond: TRACK_FORMAT.sampleRateHz / this.#peakReducer.samplesPerPeak,
    };
  }

  /** What `to16` makes of the track, zeros up to its beginning in front. */
  samples16k(): Float32Array<ArrayBuffer> {
    return this.#band.finish();
  }

  /** To four decimals: finer than a pixel, and a third of the size as text. */
  #keepPeaks(pairs: Float32Array): void {
    for (const value of pairs) this.#peaks.push(value === 0 ? 0 : Math.round(value * 10_000) / 10_000);
  }
}
