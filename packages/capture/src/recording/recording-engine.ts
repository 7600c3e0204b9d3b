import { AppError, type CapturePath } from '@audio-studio/contract';
import { WAV_HEADER_BYTES, type ClockStep } from '@audio-studio/dsp';
import type { SourceFeed } from '../source/capture-source.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import type { FileKind } from '../storage/take-record.ts';
import { LevelReporter } from './level-reporter.ts';
import { LiveSource, type LiveBlock } from './live-source.ts';
import { PreRoll } from './pre-roll.ts';
import type { FinishedTake, RecorderFaultKind } from './recorder-events.ts';
import type { RecordingWorkerEvents } from './recording-protocol.ts';
import { SleepWatch } from './sleep-watch.ts';
import type { RunningTake, RunningTakeOptions } from './running-take.ts';
import { requireTakeStart, type TakeStart } from './take-start.ts';
import { TestRecording } from './test-recording.ts';

/** How long a source may take to deliver its first block. */
const FIRST_BLOCK_TIMEOUT_MS = 5_000;
/** A microphone that was silent for this long is worth an alarm. */
const NO_AUDIO_AFTER_MS = 1_500;
/** A stall at the end of a take is waited for; in half a second it can also be told from a loss. */
const LAST_BLOCKS_TIMEOUT_MS = 700;
const RECENT_STEPS = 8;
const RATE_HZ = 48_000;
/** Longer than the news of a start takes to arrive and its file to open, on a slow line and a slow disk. */
const PRE_ROLL_MS = 3_000;

/** A take being recorded, as {@link RunningTake} is one. */
type OpenTake = Pick<RunningTake, 'takeKey' | 'writer' | 'readers' | 'finish'>;

export interface RecordingEngineOptions {
  emit: <Name extends keyof RecordingWorkerEvents>(name: Name, payload: RecordingWorkerEvents[Name]) => void;
  monotonicMs: () => number;
  /** Milliseconds since 1970 by this device's clock, without jumps. */
  epochMs: () => number;
  /** Milliseconds since 1970 by this device's calendar, which may be set, and goes on while it sleeps. */
  calendarMs: () => number;
  /** Where takes are kept. */
  beginTake: (options: RunningTakeOptions) => Promise<OpenTake>;
}

/** The heart of the recording worker: source → mono 48 kHz → meters, and into the take's file. */
export class RecordingEngine {
  readonly #options: RecordingEngineOptions;
  readonly #levels: LevelReporter;
  #warmUpSeconds = 2;
  #forceFile: FileKind | undefined;
  #serverOffsetMs = 0;
  #source: LiveSource | undefined;
  #nextSource: LiveSource | undefined;
  #blockWaiters: { isReady: () => boolean; resolve: () => void }[] = [];
  #starting: { takeKey: string; done: Promise<void> } | undefined;
  #take: OpenTake | undefined;
  #stopping: Promise<FinishedTake> | undefined;
  #test: TestRecording | undefined;
  readonly #preRoll = new PreRoll(PRE_ROLL_MS);
  /** Of the present source; a take may begin with sound from before it was asked for. */
  #recentSteps: ClockStep[] = [];
  readonly #sleep: SleepWatch;
  #isSilent = false;
  #isClosed = false;

  constructor(options: RecordingEngineOptions) {
    this.#options = options;
    this.#sleep = new SleepWatch(options);
    this.#levels = new LevelReporter((levels) => options.emit('levels', levels));
  }

  configure(options: { warmUpSeconds: number; forceFile: FileKind | undefined }): void {
    this.#warmUpSeconds = options.warmUpSeconds;
    this.#forceFile = options.forceFile;
  }

  setServerOffset(offsetMs: number): void {
    this.#serverOffsetMs = offsetMs;
    for (const step of this.#sleep.confirmed(offsetMs)) this.#noteStep(step);
  }

  /**
   * Takes sound from a new source from now on. While a take is running on a source that still
   * delivers, that one goes on until the new one is warm; the cut is listed if it leaves a gap.
   *
   * @throws AppError UNAVAILABLE when a replacement delivers nothing; the former source stays
   */
  async attachSource(source: { path: CapturePath; feed: SourceFeed }): Promise<{ sourceRateHz: number }> {
    const live = new LiveSource(source, {
      monotonicMs: this.#options.monotonicMs,
      onBlock: (block) => this.#onBlock(live, block),
      onStep: (step) => this.#onStep(live, step),
      onError: (error) => this.#fault(error instanceof RangeError ? 'unsupported-rate' : 'no-audio', error),
    });
    this.#nextSource?.close();
    if (this.#source === undefined) this.#source = live;
    else this.#nextSource = live;
    const isActive = () => this.#source === live && live.rateHz !== undefined;
    if (!(await this.#blocksUntil(isActive, FIRST_BLOCK_TIMEOUT_MS + this.#warmUpSeconds * 1000))) {
      live.close();
      if (this.#source === live) this.#source = undefined;
      if (this.#nextSource === live) this.#nextSource = undefined;
      throw AppError.unavailable('This microphone delivers no sound.');
    }
    return { sourceRateHz: live.rateHz! };
  }

  /**
   * Begins a take once the microphone is warm, with the sample heard at `startedAtServerMs` if that is
   * at most three seconds ago. Doing so again for the same take changes nothing.
   */
  async startTake(wanted: TakeStart): Promise<void> {
    const take = requireTakeStart(wanted);
    const takeKey = takeKeyOf(take);
    if (this.#take?.takeKey === takeKey && !this.#take.writer.isStopping) return;
    if (this.#starting?.takeKey === takeKey) {
      await this.#starting.done;
      return;
    }
    if (this.#take !== undefined || this.#starting !== undefined)
      throw AppError.conflict('A take is being recorded or stopped.');
    const done = this.#begin(take);
    this.#starting = { takeKey, done };
    try {
      await done;
    } finally {
      this.#starting = undefined;
    }
  }

  /**
   * Ends the take with everything the microphone has delivered. Asked again meanwhile, answers the
   * same; asked again after a failure, tries again.
   */
  async stopTake(): Promise<FinishedTake> {
    await this.#starting?.done;
    if (this.#take === undefined) throw AppError.conflict('No take is being recorded.');
    this.#stopping ??= this.#finish(this.#take).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  async recordTest(seconds: number): Promise<ArrayBuffer> {
    if (this.#test !== undefined) throw AppError.conflict('A test is being recorded.');
    const test = new TestRecording(seconds);
    this.#test = test;
    try {
      await this.#warm();
      test.start();
      return await test.wav;
    } finally {
      this.#test = undefined;
    }
  }

  /** Lets the other end of `port` read the running take; closes it at once where that is not `takeKey`. */
  openReader({ takeKey, port }: { takeKey: string; port: MessagePort }): void {
    if (this.#take?.takeKey === takeKey) this.#take.readers.add(port);
    else port.close();
  }

  /** To be called every 250 ms. */
  beat(): void {
    this.#lookForSleep();
    this.#take?.writer.beat();
    const isSilent = this.#source !== undefined && this.#source.silentForMs > NO_AUDIO_AFTER_MS;
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    if (isSilent) this.#fault('no-audio', new Error('no block arrived'));
    else this.#options.emit('restored', { kind: 'no-audio' });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#take !== undefined || this.#starting !== undefined) await this.stopTake();
    this.#isClosed = true;
    this.#source?.close();
    this.#nextSource?.close();
  }

  async #begin(take: TakeStart): Promise<void> {
    const source = await this.#warm();
    const askedAtMs = this.#serverNowMs();
    const running = await this.#options.beginTake({
      take,
      source: { capturePath: source.path, sourceRateHz: source.rateHz! },
      forceFile: this.#forceFile,
      writer: {
        monotonicMs: this.#options.monotonicMs,
        onSaved: ({ framesSaved, lagMs }) => {
          running.readers.noteDurable(WAV_HEADER_BYTES + 2 * framesSaved);
          this.#options.emit('saved', { takeKey: running.takeKey, secondsSaved: framesSaved / RATE_HZ, lagMs });
        },
        onFault: (kind, unsavedBytes, error) => this.#fault(kind, error, unsavedBytes),
        onRestored: (kind) => this.#options.emit('restored', { kind }),
      },
    });
    const fromMs = take.startedAtServerMs ?? askedAtMs;
    const heard = this.#preRoll.take(askedAtMs - fromMs > PRE_ROLL_MS ? askedAtMs : fromMs);
    const live = this.#source ?? source;
    // From here on frames written can be held exactly against frames delivered.
    live.flush();
    for (const { mono, rateHz, startServerMs } of heard) {
      const { samples, delivered } = live.convert(mono, rateHz);
      running.writer.push(samples, delivered, startServerMs);
    }
    this.#levels.resetClips();
    this.#take = running;
    for (const step of this.#recentSteps) this.#noteStep(step);
  }

  async #finish(take: OpenTake): Promise<FinishedTake> {
    const askedAtMs = this.#options.monotonicMs();
    await this.#source?.drain();
    if (this.#source !== undefined && !take.writer.isStopping) await this.#hearUntil(this.#source, askedAtMs);
    this.#pushOwed();
    this.#settle();
    const heardUntilMs = this.#heardUntilServerMs();
    const askedAtServerMs = this.#serverNowMs() - (this.#options.monotonicMs() - askedAtMs);
    if (heardUntilMs !== undefined) take.writer.extendTo(askedAtServerMs, heardUntilMs);
    const finished = await take.finish();
    this.#take = undefined;
    return finished;
  }

  /** What was said before the take was stopped belongs to it, also what a stall keeps waiting. */
  async #hearUntil(source: LiveSource, untilMs: number): Promise<void> {
    const isHeard = () => source !== this.#source || (source.lastFrameDueMs ?? Infinity) >= untilMs;
    if (!isHeard() && source.isAlive) await this.#blocksUntil(isHeard, LAST_BLOCKS_TIMEOUT_MS);
  }

  #onStep(source: LiveSource, step: ClockStep): void {
    if (this.#isClosed || source !== this.#source) return;
    this.#recentSteps = [...this.#recentSteps.slice(-RECENT_STEPS), step];
    this.#noteStep(step);
  }

  #noteStep({ atFrame, frames }: ClockStep): void {
    if (this.#source !== undefined)
      this.#take?.writer.stepped({ framesAgo: this.#source.heardFrames - atFrame, frames });
  }

  #lookForSleep(): void {
    // What was heard before is no lead-in to what comes after.
    if (this.#sleep.look(this.#source?.heardFrames ?? 0, this.#serverOffsetMs)) this.#preRoll.clear();
  }

  /** The present source ends here, as far as the take is concerned. */
  #settle(): void {
    this.#lookForSleep();
    for (const step of this.#sleep.unconfirmed()) this.#noteStep(step);
    const step = this.#source?.lastStep();
    if (step !== undefined) this.#noteStep(step);
  }

  /** Up to when the present source was heard, whatever delayed its last block; undefined while that is unknown. */
  #heardUntilServerMs(): number | undefined {
    const dueMs = this.#source?.lastFrameDueMs;
    return dueMs === undefined ? undefined : this.#serverNowMs() - (this.#options.monotonicMs() - dueMs);
  }

  #onBlock(source: LiveSource, block: LiveBlock): void {
    if (this.#isClosed) return;
    this.#lookForSleep();
    if (source === this.#nextSource && this.#mayCutOver(source)) this.#cutOver(source);
    if (source === this.#source) this.#record(block);
    this.#blockWaiters = this.#blockWaiters.filter((waiter) => {
      const isReady = waiter.isReady();
      if (isReady) waiter.resolve();
      return !isReady;
    });
  }

  #mayCutOver(next: LiveSource): boolean {
    const isNeeded = this.#take === undefined || this.#source?.isAlive !== true;
    return isNeeded || next.heardSeconds >= this.#warmUpSeconds;
  }

  #cutOver(next: LiveSource): void {
    this.#pushOwed();
    this.#settle();
    const heardUntilMs = this.#heardUntilServerMs();
    this.#preRoll.clear();
    this.#recentSteps = [];
    this.#source?.close();
    this.#source = next;
    this.#nextSource = undefined;
    this.#take?.writer.expectGap('microphone-switched', heardUntilMs);
  }

  #record({ samples, delivered, mono }: LiveBlock): void {
    const startServerMs = this.#serverNowMs() - (delivered.frames / delivered.rateHz) * 1000;
    if (this.#take !== undefined) this.#take.writer.push(samples, delivered, startServerMs);
    else if (this.#isWarm()) this.#preRoll.push({ mono, rateHz: delivered.rateHz, startServerMs });
    this.#levels.push(samples, this.#take?.writer.frames ?? null);
    this.#test?.push(samples);
  }

  /** The tail that a resampler holds back belongs to what was delivered before. */
  #pushOwed(): void {
    const owed = this.#source?.flush() ?? new Float32Array();
    if (owed.length > 0) this.#take?.writer.push(owed, { frames: 0, rateHz: RATE_HZ }, this.#serverNowMs());
  }

  #isWarm(): boolean {
    return this.#source !== undefined && this.#source.heardSeconds >= this.#warmUpSeconds;
  }

  async #warm(): Promise<LiveSource> {
    const timeoutMs = FIRST_BLOCK_TIMEOUT_MS + this.#warmUpSeconds * 1000;
    if (!this.#isWarm() && !(await this.#blocksUntil(() => this.#isWarm(), timeoutMs)))
      throw AppError.unavailable('The microphone delivers no sound.');
    return this.#source!;
  }

  /** Resolves true with the block that makes `isReady` true, or false after `timeoutMs`. */
  #blocksUntil(isReady: () => boolean, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#blockWaiters.push({
        isReady,
        resolve: () => {
          clearTimeout(timer);
          resolve(true);
        },
      });
    });
  }

  #serverNowMs(): number {
    return this.#options.epochMs() + this.#serverOffsetMs;
  }

  #fault(kind: RecorderFaultKind, error: unknown, unsavedBytes = 0): void {
    this.#options.emit('failed', { kind, takeKey: this.#take?.takeKey ?? null, unsavedBytes, detail: String(error) });
  }
}
