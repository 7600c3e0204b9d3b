import { expect, test } from 'vitest';
import { ManualClock } from '@audio-studio/flow';
import { FakeTables } from '@audio-studio/ports/testing';
import { STUDIO_TABLES } from '../studio/tables.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { TokenSigner } from './token-signer.ts';

const clock = new ManualClock();
const signer = new TokenSigner('a secret of the tests, long enough to be one', clock);
const makeCodes = () => {
  const table = new FakeTables().open(STUDIO_TABLES.signInCodes);
  return { table, codes: new SignInCodes(table, clock) };
};

test('a code is good once', async () => {
  const { codes } = makeCodes();
  const code = await codes.issue('alice');
  expect(await codes.redeem(code, signer)).toMatchObject({ token: expect.any(String) });
  await expect(codes.redeem(code, signer)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('a code is good for a day', async () => {
  const { codes } = makeCodes();
  const [early, late] = [await codes.issue('alice'), await codes.issue('alice')];
  await clock.advance(24 * 3600 * 1000 - 1);
  await codes.redeem(early, signer);
  await clock.advance(1);
  await expect(codes.redeem(late, signer)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});

test('what is stored does not open anything', async () => {
  const { table, codes } = makeCodes();
  const put = table.put.bind(table);
  const rows: { codeHash: string }[] = [];
  table.put = async (row) => {
    rows.push(row);
    await put(row);
  };
  const code = await codes.issue('alice');
  expect(JSON.stringify(rows)).not.toContain(code);
  await expect(codes.redeem(rows[0]!.codeHash, signer)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
});
