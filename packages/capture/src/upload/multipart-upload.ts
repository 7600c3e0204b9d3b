import { LIMITS, type UploadCompleteAnswer } from '@audio-studio/contract';
import { beginMultipart, copyHeader, restoreParts, sendPart, settlePart } from './multipart-parts.ts';
import { PartPlan } from './part-plan.ts';
import type { UploadContext } from './upload-context.ts';
import { UploadFault } from './upload-fault.ts';
import type { UploadStateRow } from './upload-state.ts';

/**
 * The finished file in parts, three at a time, its progress kept on this device after each: going on after
 * a reload loses at most the parts in flight, and what went up during the take is not sent again. Throws
 * `unknown-upload` when the server knows nothing of it.
 */
export async function multipartUpload(context: UploadContext): Promise<UploadCompleteAnswer> {
  const { job, deps } = context;
  const plan = new PartPlan();
  plan.grow(job.file.sizeBytes, { isFinal: true });
  const earlier = await resume(context, plan);
  if (earlier?.kind === 'completed') return earlier.answer;
  const state = earlier?.state ?? (await beginMultipart(context, plan));
  deps.onBytesSent(plan.bytesSent);
  await copyHeader(context, state);
  await sendParts(context, plan, state);
  const ref = { key: state.key, uploadId: state.uploadId };
  return context.complete(state.key, (signal) =>
    deps.api.multipartComplete(job.owner, ref, plan.completedParts, job.ledger, signal),
  );
}

/** Drops what an attempt left on this device and, if it can be reached, on the server. */
export async function forgetMultipart({ job, deps, signal }: UploadContext): Promise<void> {
  const state = await deps.states.get(job.takeKey);
  await deps.states.delete(job.takeKey);
  // Best effort: the server sweeps abandoned uploads by itself.
  if (state !== undefined)
    await deps.api.abort({ key: state.key, uploadId: state.uploadId }, signal).catch(() => undefined);
}

type Earlier = { kind: 'state'; state: UploadStateRow } | { kind: 'completed'; answer: UploadCompleteAnswer };

async function resume(context: UploadContext, plan: PartPlan): Promise<Earlier | undefined> {
  const { job, deps } = context;
  const state = await deps.states.get(job.takeKey);
  if (state === undefined) return undefined;
  if (state.blobSize > job.file.sizeBytes) {
    // A file only grows: what was sent is not of this one.
    await forgetMultipart(context);
    return undefined;
  }
  try {
    await restoreParts(context, plan, state);
    return { kind: 'state', state };
  } catch (error) {
    if (!(error instanceof UploadFault) || error.kind !== 'unknown-upload') throw error;
    // Gone because it was completed, just before this page could hear of it?
    const answer = await context.findCompleted(state.key);
    if (answer !== undefined) return { kind: 'completed', answer };
    await deps.states.delete(job.takeKey);
    return undefined;
  }
}

/** The first lane that fails for good stops the others. */
async function sendParts(context: UploadContext, plan: PartPlan, state: UploadStateRow): Promise<void> {
  const stop = new AbortController();
  const inside = context.within(AbortSignal.any([context.signal, stop.signal]));
  const lane = async () => {
    for (let part = plan.take(); part !== undefined; part = plan.take()) {
      const etag = await sendPart(inside, state, part);
      await settlePart(context, plan, state, { partNumber: part.partNumber, etag });
      context.deps.onBytesSent(plan.bytesSent);
    }
  };
  let failure: { error: unknown } | undefined;
  const lanes = Array.from({ length: LIMITS.UPLOAD_CONCURRENCY }, async () => {
    try {
      await lane();
    } catch (error) {
      failure ??= { error };
      stop.abort();
    }
  });
  await Promise.all(lanes);
  if (failure !== undefined) throw failure.error;
}
