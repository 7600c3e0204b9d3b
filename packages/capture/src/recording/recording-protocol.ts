import type { CapturePath } from '@audio-studio/contract';
import type { SourceFeed } from '../source/capture-source.ts';
import type { FileKind } from '../storage/take-record.ts';
import type { FinishedTake, RecorderEvents } from './recorder-events.ts';
import type { TakeStart } from './take-start.ts';

/** What the page asks of the recording worker. */
export interface RecordingMethods {
  configure(options: { warmUpSeconds: number; forceFile: FileKind | undefined }): void;
  /** Server clock minus this device's, milliseconds. */
  setServerOffset(offsetMs: number): void;
  /** Answers when sound from the new source is what is recorded. */
  attachSource(source: { path: CapturePath; feed: SourceFeed }): Promise<{ sourceRateHz: number }>;
  startTake(take: TakeStart): Promise<void>;
  stopTake(argument: undefined): Promise<FinishedTake>;
  /** Lets the upload worker read the running take over `port`. */
  openReader(reader: { takeKey: string; port: MessagePort }): void;
  /** Answers a whole WAV file. */
  recordTest(seconds: number): Promise<ArrayBuffer>;
  /** Finishes a running take and lets everything go. */
  close(argument: undefined): Promise<void>;
  /** Makes a take whole whose recorder died. */
  recoverTake(takeKey: string): Promise<FinishedTake>;
}

/** What the recording worker tells the page; the microphone's end is heard in the page itself. */
export type RecordingWorkerEvents = Omit<RecorderEvents, 'trackEnded'>;
