import type { FinishedTake, Levels, RecorderEvents, TakeStart } from '@audio-studio/capture';
import { AppError } from '@audio-studio/contract';
import { Emitter } from '@audio-studio/flow';
import type { RigRecorder } from '../capture-rig.ts';

/** A recorder that only notes what is asked of it. */
export class FakeRecorder implements RigRecorder {
  readonly events = new Emitter<RecorderEvents>();
  readonly calls: string[] = [];
  running: TakeStart | null = null;
  /** Thrown by the next starts, in order. */
  startFailures: unknown[] = [];
  stopFailures: unknown[] = [];
  closed = false;

  async startTake(take: TakeStart): Promise<void> {
    const failure = this.startFailures.shift();
    if (failure !== undefined) throw failure;
    if (this.running !== null) throw AppError.conflict('A take runs.');
    this.running = take;
    this.calls.push(`start ${take.sessionId}`);
  }

  async stopTake(): Promise<FinishedTake> {
    const failure = this.stopFailures.shift();
    if (failure !== undefined) throw failure;
    if (this.running === null) throw AppError.conflict('No take runs.');
    const { sessionId } = this.running;
    this.running = null;
    this.calls.push(`stop ${sessionId}`);
    return { takeKey: sessionId, fileBytes: 44, durationSeconds: 0, ledger: {} as FinishedTake['ledger'] };
  }

  async switchMicrophone(): Promise<void> {
    this.calls.push('switch');
  }

  recordTest(): Promise<Blob> {
    return Promise.resolve(new Blob());
  }

  async close(): Promise<void> {
    this.closed = true;
    this.calls.push('close');
  }
}

/** A thirtieth of a second of sound. */
export function levels(changes: Partial<Levels> = {}): Levels {
  return {
    rmsDbfs: -24,
    peakDbfs: -12,
    sliceSamples: 1_600,
    clipCountTotal: 0,
    noiseFloorDbfs: -60,
    silenceMs: 0,
    speech: true,
    peaks: new Float32Array(4),
    takeFrames: null,
    ...changes,
  };
}
