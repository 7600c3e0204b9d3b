import type { ProcessingProgress, ProcessingStep } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';

export type WorkStep = Exclude<ProcessingStep, 'complete'>;

const STEPS: readonly WorkStep[] = ['syncing', 'validating', 'classifying', 'preprocessing'];

/**
 * What each step costs on an ordinary machine, seconds: a fixed part, and a part per second of audio
 * (both tracks together). Measured on one core of a server of 2023; the real pace
 * replaces the guess as work goes on.
 */
const STEP_COST: Record<WorkStep, { fixedSeconds: number; perAudioSecond: number }> = {
  syncing: { fixedSeconds: 0.02, perAudioSecond: 0 },
  validating: { fixedSeconds: 0.15, perAudioSecond: 0.003 },
  classifying: { fixedSeconds: 0.05, perAudioSecond: 0.013 },
  preprocessing: { fixedSeconds: 0.05, perAudioSecond: 0 },
};

/** Seconds of expected work that the guess weighs against the pace measured so far. */
const PRIOR_SECONDS = 0.5;

const REPORT_INTERVAL_MS = 1000;

type Report = Pick<ProcessingProgress, 'step' | 'progress' | 'estimatedTimeLeft'>;

/**
 * Turns "this much of this step is done" into progress of the whole job and the time left. Reports each
 * new step and then at most once a second; progress never goes back.
 */
export class ProgressReporter {
  readonly #publish: (report: Report) => void;
  readonly #clock: Clock;
  readonly #costSeconds: Record<WorkStep, number>;
  readonly #totalSeconds: number;
  readonly #startedMs: number;
  #step: WorkStep = 'syncing';
  #doneSeconds = 0;
  #lastReportMs = -Infinity;

  /** @param options.audioSeconds length of both tracks together */
  constructor(options: { audioSeconds: number; publish: (report: Report) => void; clock: Clock }) {
    this.#publish = options.publish;
    this.#clock = options.clock;
    this.#startedMs = options.clock.monotonicMs();
    this.#costSeconds = Object.fromEntries(
      STEPS.map((step) => [step, STEP_COST[step].fixedSeconds + STEP_COST[step].perAudioSecond * options.audioSeconds]),
    ) as Record<WorkStep, number>;
    this.#totalSeconds = STEPS.reduce((sum, step) => sum + this.#costSeconds[step], 0);
  }

  enter(step: WorkStep): void {
    this.#step = step;
    this.#advanceTo(0);
    this.#report();
  }

  /** @param share of the current step, 0…1 */
  advance(share: number): void {
    this.#advanceTo(share);
    if (this.#clock.monotonicMs() - this.#lastReportMs >= REPORT_INTERVAL_MS) this.#report();
  }

  complete(): void {
    this.#publish({ step: 'complete', progress: 100, estimatedTimeLeft: 0 });
  }

  #advanceTo(share: number): void {
    const before = STEPS.slice(0, STEPS.indexOf(this.#step)).reduce((sum, step) => sum + this.#costSeconds[step], 0);
    const within = Math.min(Math.max(share, 0), 1) * this.#costSeconds[this.#step];
    this.#doneSeconds = Math.max(this.#doneSeconds, before + within);
  }

  #report(): void {
    this.#lastReportMs = this.#clock.monotonicMs();
    const elapsedSeconds = (this.#lastReportMs - this.#startedMs) / 1000;
    const pace = (elapsedSeconds + PRIOR_SECONDS) / (this.#doneSeconds + PRIOR_SECONDS);
    this.#publish({
      step: this.#step,
      progress: (100 * this.#doneSeconds) / this.#totalSeconds,
      estimatedTimeLeft: (this.#totalSeconds - this.#doneSeconds) * pace,
    });
  }
}
