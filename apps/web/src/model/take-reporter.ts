import type { Levels } from '@audio-studio/capture';
import { REPORT_INTERVALS, type AudioMetrics } from '@audio-studio/contract';

const FLOOR_DBFS = -100;
const REPORT_SAMPLES = (REPORT_INTERVALS.audioMetricsMs / 1000) * 48_000;

/** Sums up a running take for the server: one report for every five seconds of recorded sound. */
export class TakeReporter {
  readonly #sessionId: string;
  #energy = 0;
  #samples = 0;
  #peakDbfs = FLOOR_DBFS;
  #speech = false;

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  /** The report when five seconds are full, else null. `serverNowMs`: milliseconds since 1970. */
  push(levels: Levels, serverNowMs: number): AudioMetrics | null {
    if (levels.takeFrames === null) return null;
    this.#energy += 10 ** (levels.rmsDbfs / 10) * levels.sliceSamples;
    this.#samples += levels.sliceSamples;
    this.#peakDbfs = Math.max(this.#peakDbfs, levels.peakDbfs);
    this.#speech ||= levels.speech;
    if (this.#samples < REPORT_SAMPLES) return null;
    const report: AudioMetrics = {
      sessionId: this.#sessionId,
      timestamp: serverNowMs,
      rms: Math.max(FLOOR_DBFS, 10 * Math.log10(this.#energy / this.#samples)),
      peak: this.#peakDbfs,
      clipCount: levels.clipCountTotal,
      silenceDuration: levels.silenceMs,
      speechDetected: this.#speech,
      ...(levels.noiseFloorDbfs === null ? {} : { noiseFloor: Math.max(FLOOR_DBFS, levels.noiseFloorDbfs) }),
    };
    this.#energy = 0;
    this.#samples = 0;
    this.#peakDbfs = FLOOR_DBFS;
    this.#speech = false;
    return report;
  }
}
