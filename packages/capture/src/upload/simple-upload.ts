import { LIMITS, type UploadCompleteAnswer } from '@audio-studio/contract';
import { checksumOf } from './checksum.ts';
import type { UploadContext } from './upload-context.ts';
import { UploadFault } from './upload-fault.ts';

/**
 * The whole file in one PUT: for what fits into one part, and for what a store will not take in
 * parts. A large file goes as a Blob, which the browser reads from the disk as it sends, unchecked.
 *
 * @throws UploadFault `content-mismatch` when the server names another checksum than that of the file
 */
export async function simpleUpload(context: UploadContext): Promise<UploadCompleteAnswer> {
  const { job, deps } = context;
  const { sizeBytes } = job.file;
  const isSmall = sizeBytes <= LIMITS.UPLOAD_PART_SIZE;
  const { key, checksum } = await context.step(async (signal) => {
    const bytes = isSmall ? await job.file.read(0, sizeBytes) : undefined;
    const body = bytes ?? (await job.file.toBlob());
    const sum = bytes === undefined ? undefined : await checksumOf(bytes);
    const answer = await deps.api.uploadUrl(job.owner, sizeBytes, sum, signal);
    await context.put({ url: answer.uploadUrl, body, checksum: sum, contentType: 'audio/wav' }, signal);
    return { key: answer.key, checksum: sum };
  });
  deps.onBytesSent(sizeBytes);
  const answer = await context.complete(key, (signal) => deps.api.uploadComplete(job.owner, key, job.ledger, signal));
  if (answer.sha256 !== undefined && checksum !== undefined && answer.sha256 !== checksum.value)
    throw new UploadFault('content-mismatch');
  return answer;
}
