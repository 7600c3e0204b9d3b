import { signInUrl } from '@audio-studio/contract';
import { describe, expect, test } from 'vitest';
import { codeInHash, codeInText } from './sign-in-code.ts';

const CODE = 'Zk3_vN-8qLwP0aYtR2bXcD5eF7gHiJ1k';
const found = { kind: 'code', code: CODE };

describe('the code in the address', () => {
  test('is what the printed link carries', () => {
    expect(codeInHash(new URL(signInUrl('https://studio.example', CODE)).hash)).toEqual(found);
  });

  test.each(['', '#', '#top'])('%j carries none', (hash) => {
    expect(codeInHash(hash)).toEqual({ kind: 'none' });
  });

  test.each(['#code=', '#code=short', `#code=${'x'.repeat(129)}`])('%j was cut off or is not ours', (hash) => {
    expect(codeInHash(hash)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining('missing') });
  });
});

describe('the code in what was pasted', () => {
  test.each([
    ['the link', signInUrl('http://localhost:4000', CODE)],
    ['a line of the terminal', `  Sign in: ${signInUrl('http://192.168.1.20:4000', CODE)}  \n`],
    ['the end of the link', `code=${CODE}`],
    ['the code', ` ${CODE}\n`],
  ])('%s', (_, text) => {
    expect(codeInText(text)).toEqual(found);
  });

  test.each([
    ['nothing', '  ', 'Paste'],
    ['an invitation', 'https://studio.example/room/5b1f/green-room#invite=a.b.c', 'invitation'],
    ['a meeting id', 'd9428888-122b-41e1-b85c-61f4ac3f1a01', 'id of a meeting'],
    ['a sentence', 'npm run sign-in please', 'no sign-in link'],
    ['a link without its end', 'https://studio.example/sign-in#code=', 'missing'],
  ])('%s is refused with a reason', (_, text, reason) => {
    expect(codeInText(text)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
  });
});
