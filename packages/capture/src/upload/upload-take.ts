import { LIMITS, type TrackLedger, type UploadCompleteAnswer } from '@audio-studio/contract';
import { forgetMultipart, multipartUpload } from './multipart-upload.ts';
import { simpleUpload } from './simple-upload.ts';
import { UploadContext, type UploadDeps, type UploadJob } from './upload-context.ts';
import { UploadFault, type UploadFaultKind } from './upload-fault.ts';

/** Fresh starts of an upload the server lost or stored wrongly. */
const MAX_RESTARTS = 2;
const RESTARTABLE: ReadonlySet<UploadFaultKind> = new Set(['unknown-upload', 'size-mismatch', 'content-mismatch']);
/** Clock pairs sent along; evenly picked from those of the whole take. */
const MAX_SENT_PAIRS = 1_000;

/** The server's confirmation with the size it stores, which is the size of the local file. */
export type ConfirmedUpload = UploadCompleteAnswer & { sizeBytes: number };

/**
 * Sends a track and makes sure that the server holds all of it. Only the answer of this function
 * is leave to delete the local file.
 *
 * @throws UploadFault that no further try would help; the signal's reason when aborted
 */
export async function uploadTake(job: UploadJob, deps: UploadDeps, signal: AbortSignal): Promise<ConfirmedUpload> {
  const context = new UploadContext({ ...job, ledger: thinned(job.ledger) }, deps, signal);
  for (let restarts = 0; ; restarts += 1) {
    try {
      const answer = await send(context);
      if (answer.sizeBytes === undefined)
        throw new UploadFault('rejected', { cause: new Error('the server does not say what it stores') });
      if (answer.sizeBytes !== job.file.sizeBytes) throw new UploadFault('size-mismatch');
      await deps.states.delete(job.takeKey);
      return { ...answer, sizeBytes: answer.sizeBytes };
    } catch (error) {
      const mayRestart = error instanceof UploadFault && RESTARTABLE.has(error.kind);
      if (!mayRestart || restarts === MAX_RESTARTS) throw error;
      await deps.states.delete(job.takeKey);
    }
  }
}

async function send(context: UploadContext): Promise<UploadCompleteAnswer> {
  if (context.job.file.sizeBytes <= LIMITS.UPLOAD_PART_SIZE) return simpleUpload(context);
  try {
    return await multipartUpload(context);
  } catch (error) {
    if (!(error instanceof UploadFault) || error.kind !== 'rejected') throw error;
    // A store that will not take parts may still take the whole.
    await forgetMultipart(context);
    return simpleUpload(context);
  }
}

/** First, last, and evenly spread pairs between: an account of hours stays a small message. */
function thinned(ledger: TrackLedger): TrackLedger {
  const { clockPairs } = ledger;
  if (clockPairs.length <= MAX_SENT_PAIRS) return ledger;
  const step = (clockPairs.length - 1) / (MAX_SENT_PAIRS - 1);
  return {
    ...ledger,
    clockPairs: Array.from({ length: MAX_SENT_PAIRS }, (_, i) => clockPairs[Math.round(i * step)]!),
  };
}
