import type { CapturePath, Role } from '@audio-studio/contract';
import { Emitter } from '@audio-studio/flow';
import type { Microphone } from '../microphone/microphone.ts';
import type { FileKind } from '../storage/take-record.ts';
import type { TakeIdentity } from '../storage/take-key.ts';
import type { FinishedTake, RecorderEvents } from './recorder-events.ts';

export interface TakeStart extends TakeIdentity {
  role: Role;
  participantName: string;
  /** When the take began, by the server's clock; milliseconds since 1970. */
  startedAtServerMs?: number | undefined;
}

export interface RecorderOptions {
  microphone: Microphone;
  /** Now, by the server's clock; milliseconds since 1970. Asked every few seconds. */
  serverNowMs: () => number;
  forcePath?: CapturePath | undefined;
  forceFile?: FileKind | undefined;
  warmUpSeconds?: number | undefined;
}

export class Recorder {
  readonly events = new Emitter<RecorderEvents>();
  static open(_options: RecorderOptions): Promise<Recorder> {
    return Promise.reject(new Error('not there yet'));
  }
  get capturePath(): CapturePath {
    throw new Error('not there yet');
  }
  get sourceRateHz(): number {
    throw new Error('not there yet');
  }
  startTake(_take: TakeStart): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }
  stopTake(): Promise<FinishedTake> {
    return Promise.reject(new Error('not there yet'));
  }
  switchMicrophone(_microphone: Microphone): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }
  recordTest(_seconds: number): Promise<Blob> {
    return Promise.reject(new Error('not there yet'));
  }
  close(): Promise<void> {
    return Promise.reject(new Error('not there yet'));
  }
}
