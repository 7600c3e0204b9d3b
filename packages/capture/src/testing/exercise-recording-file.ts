import { openRecordingFile } from '../storage/recording-file.ts';
import type { FileKind } from '../storage/take-record.ts';

const HEADER_BYTES = 44;

/**
 * Puts a recording file through what a take does with it and answers what was not as it should be.
 * Runs in a worker for OPFS, anywhere for IndexedDB; so it reports instead of using a test library.
 */
export async function exerciseRecordingFile(kind: FileKind, takeKey: string): Promise<string[]> {
  const problems: string[] = [];
  const check = (isRight: boolean, what: string) => void (isRight || problems.push(what));
  const expected: number[] = [];
  let file = await openRecordingFile(takeKey, kind);
  check(file.kind === kind && file.sizeBytes === 0, 'a new file is empty');

  await file.writeHeader(new Uint8Array(HEADER_BYTES).fill(7));
  expected.push(...Array.from({ length: HEADER_BYTES }, () => 7));
  check(file.sizeBytes === HEADER_BYTES, 'a header begins the file');

  // Reading while appending: every slice, also across appends, is what was written.
  for (let round = 0; round < 40; round += 1) {
    const block = Uint8Array.from({ length: 100 + round * 7 }, (_, i) => (round * 31 + i) % 256);
    const stored = await file.append(block);
    check(stored === block.length, `append ${round} stored all`);
    expected.push(...block);
    check(file.sizeBytes === expected.length, `size after append ${round}`);
    file.flush();
    for (const [offset, length] of [
      [0, HEADER_BYTES],
      [Math.max(0, expected.length - 333), 333],
      [Math.floor(expected.length / 2), 150],
    ] as const) {
      const slice = await file.read(offset, length);
      check(isSame(slice, expected.slice(offset, offset + length)), `read ${offset}+${length} after append ${round}`);
    }
  }
  check((await file.read(expected.length - 5, 100)).length === 5, 'a read past the end is short');
  check((await file.read(expected.length + 5, 10)).length === 0, 'a read behind the end is empty');

  await file.writeHeader(new Uint8Array(HEADER_BYTES).fill(9));
  expected.fill(9, 0, HEADER_BYTES);
  check(file.sizeBytes === expected.length, 'a rewritten header changes no size');

  await file.truncate(expected.length - 1);
  expected.pop();
  file.close();
  file.close();

  file = await openRecordingFile(takeKey, kind);
  check(file.sizeBytes === expected.length, 'size after opening again');
  check(isSame(await file.read(0, expected.length), expected), 'bytes after opening again');
  await file.append(Uint8Array.of(1, 2, 3));
  expected.push(1, 2, 3);
  const blob = new Uint8Array(await (await file.toBlob()).arrayBuffer());
  check(isSame(blob, expected), 'the whole as a blob');
  file.close();
  return problems;
}

function isSame(a: Uint8Array, b: readonly number[]): boolean {
  return a.length === b.length && b.every((byte, i) => a[i] === byte);
}
