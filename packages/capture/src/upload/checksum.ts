import { CHECKSUM_HEADER, type Checksum } from '@audio-studio/contract';

/** Of the bytes as they are now; what is sent under it and arrives changed is refused by the store. */
export async function checksumOf(bytes: Uint8Array<ArrayBuffer>): Promise<Checksum> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return { algorithm: 'sha256', value: btoa(String.fromCharCode(...digest)) };
}

/**
 * Whether a signed URL takes the checksum header. One that was signed without it (by a server that knows no
 * checksums) would be refused with it: S3 takes no `x-amz-` header that is not signed.
 */
export function wantsChecksum(url: string): boolean {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  for (const [name, value] of new URLSearchParams(query)) {
    const isSigned = name.toLowerCase() === 'x-amz-signedheaders' && value.split(';').includes(CHECKSUM_HEADER);
    if (isSigned || name === 'sha256') return true;
  }
  return false;
}
