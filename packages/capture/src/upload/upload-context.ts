import type { TrackLedger, UploadCompleteAnswer } from '@audio-studio/contract';
import { retry, type Clock, type RetryPolicy } from '@audio-studio/flow';
import { putObject, type PutRequest } from './put-object.ts';
import type { TrackOwner, UploadApi } from './upload-api.ts';
import { UploadFault } from './upload-fault.ts';
import type { UploadStateStore } from './upload-state.ts';

/** What sending parts of a file needs, whether it is finished or still grows. */
export interface PartJob {
  takeKey: string;
  owner: TrackOwner;
  file: {
    readonly sizeBytes: number;
    read(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  };
}

/** A finished file with its account. */
export interface UploadJob extends PartJob {
  ledger: TrackLedger;
  file: PartJob['file'] & { toBlob(): Promise<Blob> };
}

export interface UploadDeps {
  api: UploadApi;
  fetch: typeof fetch;
  clock: Clock;
  states: UploadStateStore;
  /** Resolves at once while the device has a network. */
  whenOnline: (signal: AbortSignal) => Promise<void>;
  /** A step failed and will be tried again, or (undefined) one succeeded. */
  onTrouble: (fault: UploadFault | undefined) => void;
  onBytesSent: (bytesSent: number) => void;
  policy?: RetryPolicy;
}

/** Goes on until it works or is aborted: a person should never have to press "again" for a bad network. */
const PATIENT: RetryPolicy = { attempts: Infinity, baseDelayMs: 500, maxDelayMs: 30_000 };

/** Fresh URLs refused in a row before that counts as a refusal for good. */
const MAX_EXPIRED = 3;

/** One upload's surroundings, shared by all ways of sending. */
export class UploadContext<Job extends PartJob = UploadJob> {
  readonly job: Job;
  readonly deps: UploadDeps;
  readonly signal: AbortSignal;

  constructor(job: Job, deps: UploadDeps, signal: AbortSignal) {
    this.job = job;
    this.deps = deps;
    this.signal = signal;
  }

  /** The same surroundings under another signal. */
  within(signal: AbortSignal): UploadContext<Job> {
    return new UploadContext(this.job, this.deps, signal);
  }

  /** One step, tried until it succeeds, fails for good, or the signal fires. */
  async step<Result>(task: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { clock, whenOnline, onTrouble, policy = PATIENT } = this.deps;
    const { signal } = this;
    let expiredInARow = 0;
    const once = async (): Promise<Result> => {
      await whenOnline(signal);
      try {
        return await task(signal);
      } catch (error) {
        if (!(error instanceof UploadFault)) throw error;
        expiredInARow = error.kind === 'expired' ? expiredInARow + 1 : 0;
        if (expiredInARow >= MAX_EXPIRED) throw new UploadFault('rejected', { cause: error });
        if (error.retryAfterMs > 0) {
          onTrouble(error);
          await clock.sleep(error.retryAfterMs, signal);
        }
        throw error;
      }
    };
    const result = await retry(once, {
      policy,
      signal,
      clock,
      onRetry: ({ error }) => onTrouble(error instanceof UploadFault ? error : undefined),
    });
    onTrouble(undefined);
    return result;
  }

  /** Sends bytes to a signed URL; answers the ETag, null where the store names none. */
  put(request: PutRequest, signal: AbortSignal): Promise<string | null> {
    return putObject(request, { fetch: this.deps.fetch, nowMs: () => this.deps.clock.nowMs() }, signal);
  }

  /**
   * The completed track under `key` as the server lists it: how to learn that a completion went
   * through whose answer was lost, or what size it has where the answer did not say.
   */
  async findCompleted(key: string): Promise<UploadCompleteAnswer | undefined> {
    const { recordings } = await this.step((signal) => this.deps.api.recordings(this.job.owner.roomId, signal));
    const found = recordings.find(({ filePath, status }) => filePath === key && status === 'completed');
    if (found?.sizeBytes == null) return undefined;
    return {
      success: true,
      recordingId: found.recordingId,
      sizeBytes: found.sizeBytes,
      ...(found.s3Url !== null && { location: found.s3Url }),
    };
  }

  /** Runs a completion; one that the server says was done before, or that it no longer knows, is looked up. */
  async complete(
    key: string,
    task: (signal: AbortSignal) => Promise<UploadCompleteAnswer>,
  ): Promise<UploadCompleteAnswer> {
    try {
      const answer = await this.step(task);
      return answer.sizeBytes === undefined ? ((await this.findCompleted(key)) ?? answer) : answer;
    } catch (error) {
      if (!(error instanceof UploadFault) || error.kind === 'unauthorized') throw error;
      const done = await this.findCompleted(key);
      if (done === undefined) throw error;
      return done;
    }
  }
}
