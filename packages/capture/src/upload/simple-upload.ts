import type { UploadCompleteAnswer } from '@audio-studio/contract';
import { LIMITS } from '@audio-studio/contract';
import type { UploadContext } from './upload-context.ts';

/**
 * The whole file in one PUT: for what fits into one part, and for what a store will not take in
 * parts. A large file goes as a Blob, which the browser reads from the disk as it sends.
 */
export async function simpleUpload(context: UploadContext): Promise<UploadCompleteAnswer> {
  const { job, deps } = context;
  const { sizeBytes } = job.file;
  const body = sizeBytes <= LIMITS.UPLOAD_PART_SIZE ? await job.file.read(0, sizeBytes) : await job.file.toBlob();
  const key = await context.step(async (signal) => {
    const answer = await deps.api.uploadUrl(job.owner, sizeBytes, signal);
    await context.put({ url: answer.uploadUrl, body, contentType: 'audio/wav' }, signal);
    return answer.key;
  });
  deps.onBytesSent(sizeBytes);
  return context.complete(key, (signal) => deps.api.uploadComplete(job.owner, key, job.ledger, signal));
}
