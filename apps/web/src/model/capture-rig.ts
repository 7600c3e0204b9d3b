import {
  MicrophoneError,
  type FinishedTake,
  type Levels,
  type Microphone,
  type MicrophoneDeviation,
  type MicrophoneErrorReason,
  type Recorder,
  type RecorderFault,
  type TakeStart,
} from '@audio-studio/capture';
import { Emitter, SnapshotStore } from '@audio-studio/flow';

export type MicrophoneState =
  | { kind: 'closed' }
  | { kind: 'opening' }
  | { kind: 'open'; deviceId: string; label: string; deviations: readonly MicrophoneDeviation[] }
  | { kind: 'refused'; reason: MicrophoneErrorReason }
  /** It was there and is gone; `label` names the one that went. */
  | { kind: 'lost'; label: string };

export interface RigSnapshot {
  microphone: MicrophoneState;
  fault: RecorderFault | null;
  /** Set when another microphone took over by itself, until the person acknowledges it. */
  replacedBy: string | null;
}

interface RigEvents {
  levels: Levels;
  saved: { takeKey: string; secondsSaved: number; lagMs: number };
  /** Another track delivers the sound from now on. */
  switched: MediaStreamTrack;
}

export type RigRecorder = Pick<
  Recorder,
  'events' | 'startTake' | 'stopTake' | 'switchMicrophone' | 'recordTest' | 'close'
>;

export interface CaptureRigOptions {
  openMicrophone: (options: { deviceId?: string | undefined }) => Promise<Microphone>;
  openRecorder: (microphone: Microphone) => Promise<RigRecorder>;
  /** Told when a device comes or goes; returns the end of it. */
  onDeviceChange: (listener: () => void) => () => void;
}

/**
 * The microphone and the recorder on it, opened once in the green room and kept warm through the
 * studio. A microphone that goes away is replaced by whatever the device offers, at once or as soon as
 * there is one: a take that goes on without sound is worth less than one with another sound.
 */
export class CaptureRig {
  readonly state = new SnapshotStore<RigSnapshot>({ microphone: { kind: 'closed' }, fault: null, replacedBy: null });
  readonly events = new Emitter<RigEvents>();
  readonly #options: CaptureRigOptions;
  #microphone: Microphone | null = null;
  #recorder: RigRecorder | null = null;
  #steps: Promise<void> = Promise.resolve();
  #stopWatching: (() => void) | null = null;
  #closed = false;

  constructor(options: CaptureRigOptions) {
    this.#options = options;
  }

  get recorder(): RigRecorder | null {
    return this.#recorder;
  }

  get track(): MediaStreamTrack | null {
    return this.#microphone?.track ?? null;
  }

  /** Opens the microphone, or the given one, or changes to it. What goes wrong is in the state. */
  select(deviceId?: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#closed) return;
      const open = this.state.get().microphone;
      if (open.kind === 'open' && (deviceId === undefined || deviceId === open.deviceId)) return;
      await this.#open(deviceId);
    });
  }

  acknowledgeReplacement(): void {
    this.state.set({ replacedBy: null });
  }

  async startTake(take: TakeStart): Promise<void> {
    if (this.#recorder === null) throw new MicrophoneError('not-found');
    await this.#recorder.startTake(take);
  }

  async stopTake(): Promise<FinishedTake | null> {
    return (await this.#recorder?.stopTake()) ?? null;
  }

  /** Ends a running take properly; its file stays on the device. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(async () => {
      this.#stopWatching?.();
      const recorder = this.#recorder;
      this.#recorder = null;
      await recorder?.close().catch(() => undefined);
      this.#microphone?.close();
      this.#microphone = null;
      this.state.set({ microphone: { kind: 'closed' } });
      this.events.clear();
    });
  }

  async #open(deviceId: string | undefined): Promise<void> {
    const before = this.state.get().microphone;
    this.state.set({ microphone: { kind: 'opening' } });
    const old = this.#microphone;
    let opened: Microphone | null = null;
    try {
      opened = await this.#options.openMicrophone({ deviceId });
      if (this.#recorder === null) this.#adopt(await this.#options.openRecorder(opened));
      else await this.#recorder.switchMicrophone(opened);
      this.#microphone = opened;
      old?.close();
      this.#handleOpened(opened);
    } catch (error) {
      opened?.close();
      // What worked goes on working: a failed change is no reason to lose the microphone in use.
      if (old !== null && before.kind === 'open') this.state.set({ microphone: before });
      else this.state.set({ microphone: { kind: 'refused', reason: MicrophoneError.from(error).reason } });
    }
  }

  #handleOpened(microphone: Microphone): void {
    const { deviceId, label } = microphone.info;
    this.state.set({ microphone: { kind: 'open', deviceId, label, deviations: microphone.deviations }, fault: null });
    this.events.emit('switched', microphone.track);
    this.#stopWatching?.();
    this.#stopWatching = microphone.onEnded(() => this.#handleEnded(microphone));
  }

  #adopt(recorder: RigRecorder): void {
    this.#recorder = recorder;
    recorder.events.on('levels', (levels) => this.events.emit('levels', levels));
    recorder.events.on('saved', (saved) => this.events.emit('saved', saved));
    recorder.events.on('failed', (fault) => this.state.set({ fault }));
    recorder.events.on('restored', ({ kind }) => {
      if (this.state.get().fault?.kind === kind) this.state.set({ fault: null });
    });
  }

  #handleEnded(microphone: Microphone): void {
    if (this.#closed || microphone !== this.#microphone) return;
    this.state.set({ microphone: { kind: 'lost', label: microphone.info.label } });
    void this.#replace();
    this.#stopWatching = this.#options.onDeviceChange(() => void this.#replace());
  }

  #replace(): Promise<void> {
    return this.#inTurn(async () => {
      const lost = this.state.get().microphone;
      if (this.#closed || lost.kind !== 'lost') return;
      await this.#open(undefined);
      const now = this.state.get().microphone;
      if (now.kind === 'open') this.state.set({ replacedBy: now.label });
      else this.state.set({ microphone: lost });
    });
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#steps = this.#steps.then(step, step);
    return this.#steps;
  }
}
