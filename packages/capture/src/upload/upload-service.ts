import { systemClock } from '@audio-studio/flow';
import { repairTake } from '../recording/recover-take.ts';
import { openRecordingFile } from '../storage/recording-file.ts';
import { deleteTakeFile, takeFileBytes } from '../storage/take-files.ts';
import { acquireTakeLock, tryTakeLock } from '../storage/take-lock.ts';
import type { TakeRecord } from '../storage/take-record.ts';
import { changeTake, readTake } from '../storage/take-records.ts';
import { LinkPressureGate, type LinkPressure } from './link-pressure.ts';
import { PortLiveFile } from './live-file.ts';
import { uploadWhileRecording } from './live-upload.ts';
import { UploadApi } from './upload-api.ts';
import type { UploadDeps } from './upload-context.ts';
import {
  failedMessage,
  OFFLINE_MESSAGE,
  OTHER_TAB_MESSAGE,
  RECORDING_ELSEWHERE_MESSAGE,
  RECORDING_MESSAGE,
  waitingMessage,
} from './upload-messages.ts';
import type { UploadWorkerEvents } from './upload-protocol.ts';
import { ProgressMeter } from './progress-meter.ts';
import { indexedDbUploadStates, rememberingStates } from './upload-state.ts';
import { uploadTake, type ConfirmedUpload } from './upload-take.ts';

export interface UploadServiceOptions {
  apiBase: string;
  getToken: (meetingId: string, refresh: boolean) => Promise<string>;
  /** A port to the recorder of this page that is at the take; null when there is none. */
  openLiveTake: (takeKey: string) => Promise<MessagePort | null>;
  emit: <Name extends keyof UploadWorkerEvents>(name: Name, payload: UploadWorkerEvents[Name]) => void;
}

interface Running {
  controller: AbortController;
  done: Promise<void>;
}

/**
 * Uploads takes of this device, and deletes their audio once the server has it. While a take is recorded its
 * recorder holds the take's lock and gives out the file; afterwards this one holds it, and sends the rest.
 */
export class UploadService {
  readonly #options: UploadServiceOptions;
  readonly #running = new Map<string, Running>();
  readonly #states = rememberingStates(indexedDbUploadStates);
  readonly #pressure = new LinkPressureGate();

  constructor(options: UploadServiceOptions) {
    this.#options = options;
  }

  start(takeKey: string): void {
    const before = this.#running.get(takeKey);
    if (before !== undefined && !before.controller.signal.aborted) return;
    const controller = new AbortController();
    // One that was aborted a moment ago still has the file to let go of.
    const done = (before?.done ?? Promise.resolve())
      .then(() => this.#run(takeKey, controller.signal))
      .finally(() => {
        if (this.#running.get(takeKey)?.controller === controller) this.#running.delete(takeKey);
      });
    this.#running.set(takeKey, { controller, done });
  }

  setLinkPressure(level: LinkPressure): void {
    this.#pressure.set(level);
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
      const lock = acquireTakeLock(takeKey, signal);
      await this.#whileLocked(takeKey, meter, lock, signal);
      releaseLock = await lock;
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

  /** Whoever holds the lock has the file: a recorder of this page lets it be read while it grows. */
  async #whileLocked(
    takeKey: string,
    meter: ProgressMeter,
    lock: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    lock.then(end, end);
    const record = await readTake(takeKey);
    if (record?.state !== 'recording') {
      meter.change({ state: 'waiting', message: OTHER_TAB_MESSAGE });
      return;
    }
    const port = await this.#options.openLiveTake(takeKey);
    meter.change({ state: 'waiting', message: port === null ? RECORDING_ELSEWHERE_MESSAGE : RECORDING_MESSAGE });
    if (port === null) return;
    const file = new PortLiveFile(port, ended.signal);
    const job = { takeKey, owner: ownerOf(record), file };
    const deps = this.#deps(record, meter, (bytesSent) => {
      if (bytesSent > 0) meter.sent(bytesSent, file.sizeBytes, 'uploading');
    });
    // Aborted: the wait for the lock ends by the same signal.
    await uploadWhileRecording(job, deps, this.#pressure, signal).catch(() => undefined);
  }

  async #send(takeKey: string, meter: ProgressMeter, signal: AbortSignal): Promise<ConfirmedUpload> {
    const { ledger } = await repairTake(takeKey);
    const record = await noteUploading(takeKey);
    const file = await openRecordingFile(takeKey, record.fileKind);
    try {
      meter.change({ state: 'uploading', totalBytes: file.sizeBytes });
      const job = { takeKey, owner: ownerOf(record), ledger, file };
      const deps = this.#deps(record, meter, (bytesSent) =>
        meter.sent(bytesSent, file.sizeBytes, bytesSent === file.sizeBytes ? 'verifying' : 'uploading'),
      );
      return await uploadTake(job, deps, signal);
    } finally {
      file.close();
    }
  }

  /**
   * The row first: were this page to die in between, the audio is merely left over. Where the disk is too
   * full even for that, the audio makes the room.
   */
  async #clear(takeKey: string, answer: ConfirmedUpload): Promise<void> {
    const note = () => changeTake(takeKey, { state: 'uploaded', uploaded: answer });
    const noted = await note().catch(() => undefined);
    const fileKind = (noted ?? (await readTake(takeKey)))?.fileKind;
    if (fileKind !== undefined && (await takeFileBytes(takeKey, fileKind)) > 0) await deleteTakeFile(takeKey, fileKind);
    if (noted === undefined) await note();
  }

  #deps(record: TakeRecord, meter: ProgressMeter, onBytesSent: UploadDeps['onBytesSent']): UploadDeps {
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
      states: this.#states,
      whenOnline: (signal) => whenOnline(signal, () => meter.change({ state: 'waiting', message: OFFLINE_MESSAGE })),
      onTrouble: (fault) => {
        const message = fault === undefined ? undefined : waitingMessage(fault);
        // An expired URL is signed again at once: nothing a person need hear of.
        if (fault === undefined) meter.change({ state: meter.isAllSent ? 'verifying' : 'uploading' });
        else if (message !== undefined) meter.change({ state: 'waiting', message });
      },
      onBytesSent,
    };
  }
}

/** A full disk is no reason not to send: what is sent can be deleted. */
async function noteUploading(takeKey: string): Promise<TakeRecord> {
  try {
    return await changeTake(takeKey, { state: 'uploading' });
  } catch (error) {
    const record = await readTake(takeKey);
    if (record === undefined) throw error;
    return record;
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
