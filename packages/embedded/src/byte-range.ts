import type { ByteRange } from '@audio-studio/ports';

/**
 * Reads a Range header against an object's size (RFC 9110 §14). `undefined` means "send it all": there
 * is no header, or it is one we may ignore (malformed, another unit, several ranges).
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): Required<ByteRange> | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [from, to] = [match[1]!, match[2]!];
  if (from === '' && to === '') return undefined;
  if (from === '') {
    const lengthBytes = Math.min(Number(to), sizeBytes);
    return lengthBytes === 0 ? 'unsatisfiable' : { first: sizeBytes - lengthBytes, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
