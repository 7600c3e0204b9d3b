import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { qrPath } from './qr-path.ts';

const LINK = `https://studio.example/room/d9428888-122b-41e1-b85c-61f4ac3f1a01/green-room#invite=${'a1-_'.repeat(70)}`;

/** Paints the runs of a path into modules, as a browser does. */
function painted({ size, d }: { size: number; d: string }): boolean[][] {
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, run] of d.matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g)) {
    modules[Number(y)]!.fill(true, Number(x), Number(x) + Number(run));
  }
  return modules;
}

test.each(['x', LINK])('the path paints exactly the dark modules of %j', (text) => {
  const path = qrPath(text);
  const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: 3 });
  expect(path.size).toBe(size);
  expect(painted(path)).toEqual(data);
});

test('the code stands in a quiet zone', () => {
  const modules = painted(qrPath(LINK));
  const edge = [...modules.slice(0, 3), ...modules.slice(-3)]
    .flat()
    .concat(modules.flatMap((row) => row.slice(0, 3).concat(row.slice(-3))));
  expect(edge).not.toContain(true);
});
