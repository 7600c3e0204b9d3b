import { systemClock } from '@audio-studio/flow';
import { repairTake } from '../recording/recover-take.ts';
import { openRecordingFile, type RecordingFile } from '../storage/recording-file.ts';
import { deleteTakeFile, takeFileBytes } from '../storage/take-files.ts';
import { acquireTakeLock, tryTakeLock } from '../storage/take-lock.ts';
import type { TakeRecord } from '../storage/take-record.ts';
import { changeTake, readTake } from '../storage/take-records.ts';
import { UploadApi } from './upload-api.ts';
import {
  failedMessage,
  OFFLINE_MESSAGE,
  OTHER_TAB_MESSAGE,
  RECORDING_MESSAGE,
  waitingMessage,
} from './upload-messages.ts';
import type { UploadWorkerEvents } from './upload-protocol.ts';
import type { UploadProgress } from './upload-progress.ts';
import { indexedDbUploadStates } from './upload-state.ts';
import { uploadTake, type ConfirmedUpload } from './upload-take.ts';

export interface UploadServiceOptions {
  apiBase: string;
  getToken: (meetingId: string, refresh: boolean) => Promise<string>;
  emit: <Name extends keyof UploadWorkerEvents>(name: Name, payload: UploadWorkerEvents[Name]) => void;
}

interface Running {
  controller: AbortController;
  done: Promise<void>;
}

/** Uploads takes of this device, each under its lock, and deletes their audio once the server has it. */
export class UploadService {
  readonly #options: UploadServiceOptions;
  readonly #running = new Map<string, Running>();

  constructor(options: UploadServiceOptions) {
    this.#options = options;
  }

  start(takeKey: string): void {
    if (this.#running.has(takeKey)) return;
    const controller = new AbortController();
    const done = this.#run(takeKey, controller.signal).finally(() => this.#running.delete(takeKey));
    this.#running.set(takeKey, { controller, done });
  }

  async abort(takeKey: string): Promise<void> {
    const running = this.#running.get(takeKey);
    running?.controller.abort();
    await running?.done;
  }

  async #run(takeKey: string, signal: AbortSignal): Promise<void> {
    const meter = new ProgressMeter((progress) => this.#options.emit('progress', { takeKey, progress }));
    try {
      const answer = await this.#underLock(takeKey, meter, signal);
      meter.change({ state: 'done', bytesSent: answer.sizeBytes, totalBytes: answer.sizeBytes, percent: 100 });
      this.#options.emit('done', { takeKey, answer });
    } catch (error) {
      if (!signal.aborted) meter.change({ state: 'failed', message: failedMessage(error) });
    }
  }

  async #underLock(takeKey: string, meter: ProgressMeter, signal: AbortSignal): Promise<ConfirmedUpload> {
    let releaseLock = await tryTakeLock(takeKey);
    if (releaseLock === null) {
      const isRecording = (await readTake(takeKey))?.state === 'recording';
      meter.change({ state: 'waiting', message: isRecording ? RECORDING_MESSAGE : OTHER_TAB_MESSAGE });
      releaseLock = await acquireTakeLock(takeKey, signal);
    }
    try {
      const record = await readTake(takeKey);
      const confirmed = record === undefined ? undefined : confirmationOf(record);
      const answer = confirmed ?? (await this.#send(takeKey, meter, signal));
      await this.#clear(takeKey, answer);
      return answer;
    } finally {
      releaseLock();
    }
  }

  async #send(takeKey: string, meter: ProgressMeter, signal: AbortSignal): Promise<ConfirmedUpload> {
    const { ledger } = await repairTake(takeKey);
    const record = await changeTake(takeKey, { state: 'uploading' });
    const file = await openRecordingFile(takeKey, record.fileKind);
    try {
      meter.change({ state: 'uploading', totalBytes: file.sizeBytes });
      const job = { takeKey, owner: ownerOf(record), ledger, file };
      return await uploadTake(job, this.#deps(record, file, meter), signal);
    } finally {
      file.close();
    }
  }

  /** The row first: were this page to die in between, the audio is merely left over. */
  async #clear(takeKey: string, answer: ConfirmedUpload): Promise<void> {
    const { fileKind } = await changeTake(takeKey, { state: 'uploaded', uploaded: answer });
    if ((await takeFileBytes(takeKey, fileKind)) > 0) await deleteTakeFile(takeKey, fileKind);
  }

  #deps(record: TakeRecord, file: RecordingFile, meter: ProgressMeter): Parameters<typeof uploadTake>[1] {
    const { apiBase, getToken } = this.#options;
    return {
      api: new UploadApi({
        apiBase,
        getToken: (refresh) => getToken(record.meetingId, refresh),
        fetch: globalThis.fetch.bind(globalThis),
        nowMs: () => systemClock.nowMs(),
      }),
      fetch: globalThis.fetch.bind(globalThis),
      clock: systemClock,
      states: indexedDbUploadStates,
      whenOnline: (signal) => whenOnline(signal, () => meter.change({ state: 'waiting', message: OFFLINE_MESSAGE })),
      onTrouble: (fault) => {
        const message = fault === undefined ? undefined : waitingMessage(fault);
        // An expired URL is signed again at once: nothing a person need hear of.
        if (fault === undefined) meter.change({ state: meter.isAllSent ? 'verifying' : 'uploading' });
        else if (message !== undefined) meter.change({ state: 'waiting', message });
      },
      onBytesSent: (bytesSent) => {
        const state = bytesSent === file.sizeBytes ? 'verifying' : 'uploading';
        meter.change({ state, bytesSent, percent: Math.min(99, (bytesSent / file.sizeBytes) * 100) });
      },
    };
  }
}

class ProgressMeter {
  #progress: UploadProgress = { percent: 0, state: 'waiting', bytesSent: 0, totalBytes: 0 };
  readonly #emit: (progress: UploadProgress) => void;

  constructor(emit: (progress: UploadProgress) => void) {
    this.#emit = emit;
  }

  get isAllSent(): boolean {
    return this.#progress.totalBytes > 0 && this.#progress.bytesSent === this.#progress.totalBytes;
  }

  /** A message holds for the state it came with. */
  change(changes: Partial<UploadProgress>): void {
    const { message: _, ...before } = this.#progress;
    this.#progress = { ...before, ...changes };
    this.#emit(this.#progress);
  }
}

function ownerOf({ meetingId, participantName, sessionId }: TakeRecord) {
  return { roomId: meetingId, participantName, sessionId };
}

/** What an earlier page or another tab achieved. */
function confirmationOf({ state, uploaded }: TakeRecord): ConfirmedUpload | undefined {
  if (state !== 'uploaded' || uploaded?.sizeBytes === undefined) return undefined;
  return { ...uploaded, sizeBytes: uploaded.sizeBytes };
}

function whenOnline(signal: AbortSignal, onOffline: () => void): Promise<void> {
  if (navigator.onLine) return Promise.resolve();
  onOffline();
  return new Promise((resolve, reject) => {
    globalThis.addEventListener('online', () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
