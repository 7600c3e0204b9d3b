import { LIMITS, type UploadCompleteAnswer } from '@audio-studio/contract';
import { PartPlan, type Part } from './part-plan.ts';
import type { UploadContext } from './upload-context.ts';
import { UploadFault } from './upload-fault.ts';
import { uploadStateKey, type UploadStateRow } from './upload-state.ts';

/**
 * The file in parts, three at a time, its progress kept on this device after each: going on after a
 * reload loses at most the parts in flight. Throws `unknown-upload` when the server knows nothing of it.
 */
export async function multipartUpload(context: UploadContext): Promise<UploadCompleteAnswer> {
  const { job, deps } = context;
  const plan = new PartPlan();
  plan.grow(job.file.sizeBytes, { isFinal: true });
  const earlier = await resume(context, plan);
  if (earlier?.kind === 'completed') return earlier.answer;
  const state = earlier?.state ?? (await begin(context, plan));
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

/** Takes up an earlier attempt with what the server says has arrived; its word counts, not ours. */
async function resume(context: UploadContext, plan: PartPlan): Promise<Earlier | undefined> {
  const { job, deps } = context;
  const state = await deps.states.get(job.takeKey);
  if (state === undefined) return undefined;
  if (state.blobSize !== job.file.sizeBytes) {
    await forgetMultipart(context);
    return undefined;
  }
  try {
    const ref = { key: state.key, uploadId: state.uploadId };
    const { parts } = await context.step((signal) => deps.api.listParts(ref, signal));
    plan.restore(parts);
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

async function begin(context: UploadContext, plan: PartPlan): Promise<UploadStateRow> {
  const { job, deps } = context;
  const { sizeBytes } = job.file;
  const { uploadId, key } = await context.step((signal) => deps.api.initiate(job.owner, sizeBytes, signal));
  const state: UploadStateRow = {
    sessionKey: uploadStateKey(job.takeKey),
    uploadId,
    key,
    totalParts: plan.totalParts,
    completedParts: [],
    headerCopied: false,
    blobSize: sizeBytes,
    createdAt: deps.clock.nowMs(),
  };
  await deps.states.put(state);
  return state;
}

/** The copy of part 1 from which the server patches the header. */
async function copyHeader(context: UploadContext, state: UploadStateRow): Promise<void> {
  if (state.headerCopied) return;
  const { job, deps } = context;
  const body = await job.file.read(0, Math.min(LIMITS.UPLOAD_PART_SIZE, job.file.sizeBytes));
  await context.step(async (signal) => {
    const { url } = await deps.api.partOne(state.uploadId, signal);
    await context.put({ url, body, contentType: 'audio/wav' }, signal);
  });
  state.headerCopied = true;
  await deps.states.put(state);
}

/** The first lane that fails for good stops the others. */
async function sendParts(context: UploadContext, plan: PartPlan, state: UploadStateRow): Promise<void> {
  const { deps } = context;
  const stop = new AbortController();
  const inside = context.within(AbortSignal.any([context.signal, stop.signal]));
  const lane = async () => {
    for (let part = plan.take(); part !== undefined; part = plan.take()) {
      plan.settle(part.partNumber, await sendPart(inside, state, part));
      state.completedParts = plan.completedParts;
      await deps.states.put(state);
      deps.onBytesSent(plan.bytesSent);
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

/** Signs, reads and sends one part, each try anew; answers its ETag. */
function sendPart(context: UploadContext, state: UploadStateRow, part: Part): Promise<string> {
  const { job, deps } = context;
  const ref = { key: state.key, uploadId: state.uploadId };
  return context.step(async (signal) => {
    const url = await deps.api.partUrl(ref, part.partNumber, signal);
    const body = await job.file.read(part.offsetBytes, part.lengthBytes);
    if (body.byteLength !== part.lengthBytes) throw new UploadFault('rejected', { cause: new Error('short read') });
    const etag = await context.put({ url, body }, signal);
    if (etag !== null && etag !== '') return etag;
    // A store that hides the header from pages (CORS) still tells the server.
    const { parts } = await deps.api.listParts(ref, signal);
    const stored = parts.find(({ PartNumber }) => PartNumber === part.partNumber);
    if (stored?.Size !== part.lengthBytes) throw new UploadFault('no-etag');
    return stored.ETag;
  });
}
