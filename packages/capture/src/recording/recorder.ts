import { AppError, type CapturePath } from '@audio-studio/contract';
import { Emitter } from '@audio-studio/flow';
import type { Microphone } from '../microphone/microphone.ts';
import { feedTransfer, openCaptureSource, type CaptureSource } from '../source/capture-source.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import type { FileKind } from '../storage/take-record.ts';
import { announceLiveTake } from './live-takes.ts';
import type { FinishedTake, RecorderEvents } from './recorder-events.ts';
import { startRecordingWorker, type RecordingClient } from './recording-client.ts';
import type { TakeStart } from './take-start.ts';

/** The first seconds of a freshly opened device are not recorded: they are when browsers drop samples. */
const WARM_UP_SECONDS = 2;
const CLOCK_INTERVAL_MS = 5_000;

export interface RecorderOptions {
  microphone: Microphone;
  /** Now, by the server's clock; milliseconds since 1970. Asked every few seconds. */
  serverNowMs: () => number;
  /** For tests: this way of capture instead of the best one. */
  forcePath?: CapturePath | undefined;
  /** For tests: this kind of file instead of the best one. */
  forceFile?: FileKind | undefined;
  /** For tests: shorter than the usual two seconds. */
  warmUpSeconds?: number | undefined;
}

/**
 * Records a microphone to this device. Open one in the green room and keep it: it meters at once, is
 * warm by the time a take starts, and survives changes of microphone.
 */
export class Recorder {
  readonly events = new Emitter<RecorderEvents>();
  readonly #worker: RecordingClient;
  readonly #options: RecorderOptions;
  readonly #clockTimer: ReturnType<typeof setInterval>;
  #source: CaptureSource | undefined;
  #sourceRateHz = 0;
  #takeKey: string | null = null;
  #unwatch: () => void = () => undefined;
  #unannounce: () => void = () => undefined;
  #switching: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(options: RecorderOptions) {
    this.#options = options;
    this.#worker = startRecordingWorker();
    for (const name of ['levels', 'failed', 'restored', 'saved'] as const)
      this.#worker.events.on(name, (payload) => this.events.emit(name, payload as never));
    this.#worker.events.on('worker-error', (detail) =>
      this.events.emit('failed', { kind: 'worker-failed', takeKey: this.#takeKey, unsavedBytes: 0, detail }),
    );
    this.#clockTimer = setInterval(() => this.#shareClock(), CLOCK_INTERVAL_MS);
  }

  /**
   * Starts listening; answers when the first sound has arrived. The microphone stays the caller's.
   *
   * @throws MicrophoneError `unsupported` where no way of capture works, `not-found` when it has gone
   * @throws AppError UNAVAILABLE when the microphone delivers nothing
   */
  static async open(options: RecorderOptions): Promise<Recorder> {
    const recorder = new Recorder(options);
    try {
      const { warmUpSeconds = WARM_UP_SECONDS, forceFile } = options;
      await recorder.#worker.call('configure', { warmUpSeconds, forceFile });
      recorder.#shareClock();
      await recorder.#listenTo(options.microphone);
      return recorder;
    } catch (error) {
      recorder.#letGo();
      throw error;
    }
  }

  /** How sound is captured now. */
  get capturePath(): CapturePath {
    return this.#source!.path;
  }

  /** The rate the browser delivered when the microphone opened, Hz. */
  get sourceRateHz(): number {
    return this.#sourceRateHz;
  }

  /**
   * Begins a take, at once if the microphone is warm. Again for the same take: nothing changes. A
   * take that an earlier page of this browser began is continued in the same file.
   *
   * @throws AppError CONFLICT while another take runs here, or this one in another tab
   */
  async startTake(take: TakeStart): Promise<void> {
    this.#shareClock();
    await this.#worker.call('startTake', take);
    this.#takeKey = takeKeyOf(take);
    this.#unannounce();
    this.#unannounce = announceLiveTake(this.#takeKey, this.#worker);
  }

  /**
   * Ends the take; its file is complete and closed when this answers.
   *
   * @throws AppError CONFLICT without a take; UNAVAILABLE while the disk is full: try again
   */
  async stopTake(): Promise<FinishedTake> {
    const finished = await this.#worker.call('stopTake', undefined);
    this.#takeKey = null;
    this.#unannounce();
    return finished;
  }

  /**
   * Goes on with another microphone, in the same file. Close the old one when this has answered.
   *
   * @throws as {@link Recorder.open}; the recorder then stays with the old microphone
   */
  switchMicrophone(microphone: Microphone): Promise<void> {
    const done = this.#switching.then(() => this.#listenTo(microphone));
    this.#switching = done.catch(() => undefined);
    return done;
  }

  /** The next `seconds` (at most 60) as a WAV file in memory; nothing is kept. */
  async recordTest(seconds: number): Promise<Blob> {
    return new Blob([await this.#worker.call('recordTest', seconds)], { type: 'audio/wav' });
  }

  /**
   * Finishes a running take (its file stays on this device) and lets everything go but the microphone.
   *
   * @throws AppError UNAVAILABLE when the take's end cannot be stored; the recorder then stays open
   */
  close(): Promise<void> {
    this.#closing ??= this.#close().catch((error: unknown) => {
      this.#closing = undefined;
      throw error;
    });
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#switching;
    await this.#worker.call('close', undefined);
    this.#letGo();
  }

  async #listenTo(microphone: Microphone): Promise<void> {
    const source = await openCaptureSource(microphone.track, { force: this.#options.forcePath });
    try {
      const { path, feed } = source;
      const { sourceRateHz } = await this.#worker.call('attachSource', { path, feed }, feedTransfer(feed));
      this.#sourceRateHz = sourceRateHz;
    } catch (error) {
      source.close();
      throw error;
    }
    this.#source?.close();
    this.#source = source;
    this.#unwatch();
    this.#unwatch = microphone.onEnded(() => this.events.emit('trackEnded', { takeKey: this.#takeKey }));
  }

  #shareClock(): void {
    const offsetMs = this.#options.serverNowMs() - (performance.timeOrigin + performance.now());
    if (!Number.isFinite(offsetMs)) throw AppError.validation('serverNowMs is not a time');
    // Fails only when the worker is gone, which is told elsewhere.
    this.#worker.call('setServerOffset', offsetMs).catch(() => undefined);
  }

  #letGo(): void {
    clearInterval(this.#clockTimer);
    this.#unwatch();
    this.#unannounce();
    this.#source?.close();
    this.#worker.terminate();
    this.events.clear();
  }
}
