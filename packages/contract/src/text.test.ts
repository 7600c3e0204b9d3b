import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatTextSchema, emailSchema, nameSchema, titleSchema } from './text.ts';

const HOSTILE: [string, string][] = [
  ['nothing', ''],
  ['blanks only', ' \t '],
  ['a NUL', 'Ann\0'],
  ['an escape', 'Ann\u001b[31m'],
  ['a line break', 'Ann\nBob'],
  ['a line separator', 'Ann\u2028Bob'],
  ['a paragraph separator', 'Ann\u2029Bob'],
  ['a right-to-left override', 'Ann\u202egnp.exe'],
  ['a right-to-left mark', 'Ann\u200f'],
  ['an isolate', '\u2067Ann\u2069'],
  ['a zero-width space', 'An\u200bn'],
  ['a byte order mark', '\ufeffAnn'],
  ['half a surrogate pair', 'Ann\ud800'],
  ['256 characters', 'x'.repeat(256)],
  ['10 kB', 'x'.repeat(10_240)],
];

describe.each([
  ['nameSchema', nameSchema],
  ['titleSchema', titleSchema],
])('%s', (_, schema) => {
  it.each(HOSTILE)('refuses %s', (_what, text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });

  it.each([null, undefined, 42, {}, ['Ann'], true])('refuses %s, which is no text', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it.each(['Ann', "Seán O'Neil-Müller", '李小龙', 'مريم', '👩‍🚀 Ann', 'x'.repeat(255), 'J. R. R.'])(
    'takes %s',
    (text) => {
      expect(schema.parse(text)).toBe(text);
    },
  );

  it('cuts blanks off the ends', () => {
    expect(schema.parse('  Ann  ')).toBe('Ann');
  });

  it('answers, for any text, one line within bounds or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const parsed = schema.safeParse(text);
        const line = parsed.success ? parsed.data : 'refused';
        expect(line.length).toBeGreaterThan(0);
        expect(line.length).toBeLessThanOrEqual(255);
        expect(line).toBe(line.trim());
        expect(line).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe('nameSchema', () => {
  it.each(['../etc/passwd', '..', '.', 'a/b', 'a\\b', '/', '...'])('refuses %s, which reads as a path', (name) => {
    expect(nameSchema.safeParse(name).success).toBe(false);
  });
});

describe('titleSchema', () => {
  it('takes a slash, which means nothing in a title', () => {
    expect(titleSchema.parse('Takes 1/2')).toBe('Takes 1/2');
  });
});

describe('emailSchema', () => {
  it.each(['', 'ann', 'ann@', '@x.org', 'a b@x.org', 'ann@x.org\n', `${'x'.repeat(250)}@x.org`])(
    'refuses %j',
    (email) => {
      expect(emailSchema.safeParse(email).success).toBe(false);
    },
  );

  it('takes an address', () => {
    expect(emailSchema.parse('ann.o+studio@example.org')).toBe('ann.o+studio@example.org');
  });
});

describe('chatTextSchema', () => {
  it('takes several lines', () => {
    expect(chatTextSchema.parse('one\ntwo')).toBe('one\ntwo');
  });

  it.each(['', 'a\0b', 'a\u202eb', 'x'.repeat(2001)])('refuses the rest', (text) => {
    expect(chatTextSchema.safeParse(text).success).toBe(false);
  });
});
