import { checksumSchema } from '@audio-studio/contract';
import { expect, it } from 'vitest';
import { checksumOf, wantsChecksum } from './checksum.ts';

it('is the SHA-256 in base64, as the contract has it', async () => {
  const checksum = await checksumOf(new TextEncoder().encode('abc'));
  // FIPS 180-4's example: ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad.
  expect(checksum).toEqual({ algorithm: 'sha256', value: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' });
  expect(checksumSchema.parse(checksum)).toEqual(checksum);
});

it.each([
  ['https://s3/b/k?X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256&X-Amz-Signature=1', true],
  ['https://s3/b/k?X-Amz-SignedHeaders=host&X-Amz-Signature=1', false],
  // Carried by the URL itself: there a header that is not signed would be refused.
  ['https://s3/b/k?x-amz-checksum-sha256=abc&X-Amz-SignedHeaders=host', false],
  ['/objects/k?expires=1&sha256=abc&signature=1', true],
  ['/objects/k?expires=1&signature=1', false],
  ['/objects/sha256', false],
])('%s takes the header: %s', (url, isWanted) => {
  expect(wantsChecksum(url)).toBe(isWanted);
});
