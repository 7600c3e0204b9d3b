import { AppError, type SignInAnswer } from '@audio-studio/contract';
import { expect, test } from 'vitest';
import { OneTimeSignIn } from './one-time-sign-in.ts';

const ANSWER: SignInAnswer = { token: 'organizer-token', expiresAt: '2030-01-01T00:00:00.000Z' };

/** A server that takes each code once, as the real one does. */
function rig(failures: AppError[] = []) {
  const spent: string[] = [];
  const stored: SignInAnswer[] = [];
  const signIn = new OneTimeSignIn(
    async (code) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      if (spent.includes(code)) throw AppError.unauthorized('used');
      spent.push(code);
      return ANSWER;
    },
    (answer) => stored.push(answer),
  );
  return { signIn, spent, stored };
}

test('a code asked for twice at once is spent once, and both hear of the success', async () => {
  const { signIn, spent, stored } = rig();
  await Promise.all([signIn.redeem('first'), signIn.redeem('first')]);
  await signIn.redeem('first');
  expect(spent).toEqual(['first']);
  expect(stored).toEqual([ANSWER]);
});

test('a refused code stays refused without another request', async () => {
  const { signIn, spent, stored } = rig([AppError.unauthorized()]);
  await expect(signIn.redeem('old')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(signIn.redeem('old')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(spent).toEqual([]);
  expect(stored).toEqual([]);
});

test('a code whose exchange failed in passing may be tried again', async () => {
  const { signIn, stored } = rig([AppError.unavailable('down')]);
  await expect(signIn.redeem('code')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await signIn.redeem('code');
  expect(stored).toEqual([ANSWER]);
});

test('another code is another exchange', async () => {
  const { signIn, spent } = rig();
  await signIn.redeem('first');
  await signIn.redeem('second');
  expect(spent).toEqual(['first', 'second']);
});
