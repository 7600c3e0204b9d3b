import { LIMITS, type Checksum } from '@audio-studio/contract';
import { checksumOf } from './checksum.ts';
import type { Part, PartPlan } from './part-plan.ts';
import type { PartJob, UploadContext } from './upload-context.ts';
import { UploadFault } from './upload-fault.ts';
import { uploadStateKey, type UploadStateRow } from './upload-state.ts';

/** Begins an upload of what there is of the file by now, which may be a part of it, and notes it. */
export async function beginMultipart(context: UploadContext<PartJob>, plan: PartPlan): Promise<UploadStateRow> {
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

/**
 * Takes up an earlier attempt with what the server says has arrived; its word counts, not ours. Since
 * then the file may have grown: whole parts stay what they are, a shorter last one is sent again.
 *
 * @throws UploadFault `unknown-upload` when the server knows nothing of it
 */
export async function restoreParts(
  context: UploadContext<PartJob>,
  plan: PartPlan,
  state: UploadStateRow,
): Promise<void> {
  const ref = { key: state.key, uploadId: state.uploadId };
  const { parts } = await context.step((signal) => context.deps.api.listParts(ref, signal));
  plan.restore(parts);
}

/** Notes that a part has arrived. */
export async function settlePart(
  context: UploadContext<PartJob>,
  plan: PartPlan,
  state: UploadStateRow,
  arrived: { partNumber: number; etag: string },
): Promise<void> {
  plan.settle(arrived.partNumber, arrived.etag);
  state.completedParts = plan.completedParts;
  state.totalParts = plan.totalParts;
  state.blobSize = context.job.file.sizeBytes;
  await context.deps.states.put(state);
}

/** The copy of part 1, in which the server puts the sizes into the header that were not known yet. */
export async function copyHeader(
  context: UploadContext<PartJob>,
  state: UploadStateRow,
  putSignal?: AbortSignal,
): Promise<void> {
  if (state.headerCopied) return;
  const { job, deps } = context;
  const lengthBytes = Math.min(LIMITS.UPLOAD_PART_SIZE, job.file.sizeBytes);
  await context.step(async (signal) => {
    const { body, checksum } = await readPart(context, { offsetBytes: 0, lengthBytes });
    const { url } = await deps.api.partOne(state.uploadId, checksum, signal);
    await context.put({ url, body, checksum, contentType: 'audio/wav' }, putSignal ?? signal);
  });
  state.headerCopied = true;
  await deps.states.put(state);
}

/**
 * Reads, signs and sends one part, each try anew, so that neither an expired URL nor a bit flipped in
 * memory outlives a try; answers its ETag.
 *
 * @param putSignal ends the sending itself; otherwise the context's signal does
 */
export function sendPart(
  context: UploadContext<PartJob>,
  state: UploadStateRow,
  part: Part,
  putSignal?: AbortSignal,
): Promise<string> {
  const { deps } = context;
  const ref = { key: state.key, uploadId: state.uploadId };
  return context.step(async (signal) => {
    const { body, checksum } = await readPart(context, part);
    const url = await deps.api.partUrl(ref, part.partNumber, checksum, signal);
    const etag = await context.put({ url, body, checksum }, putSignal ?? signal);
    if (etag !== null && etag !== '') return etag;
    // A store that hides the header from pages (CORS) still tells the server.
    const { parts } = await deps.api.listParts(ref, signal);
    const stored = parts.find(({ PartNumber }) => PartNumber === part.partNumber);
    if (stored?.Size !== part.lengthBytes) throw new UploadFault('no-etag');
    return stored.ETag;
  });
}

async function readPart(
  { job }: UploadContext<PartJob>,
  { offsetBytes, lengthBytes }: { offsetBytes: number; lengthBytes: number },
): Promise<{ body: Uint8Array<ArrayBuffer>; checksum: Checksum }> {
  const body = await job.file.read(offsetBytes, lengthBytes);
  if (body.byteLength !== lengthBytes) throw new UploadFault('rejected', { cause: new Error('short read') });
  return { body, checksum: await checksumOf(body) };
}
