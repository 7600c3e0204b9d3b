import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  objectKeySchema,
  overviewKey,
  processedPrefix,
  meetingPrefix,
  tempPartKey,
  trackKey,
  uploadIdSchema,
} from './object-keys.ts';

const MEETING = '6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11';
const TAKE = '0a8f4a44-3c0c-4b53-8c4f-2f1f3a9d7e22';

describe('object keys', () => {
  it('are as published', () => {
    const track = { meetingId: MEETING, participantName: 'Zoë M', timestampMs: 5 };
    expect(trackKey({ ...track, sessionId: TAKE })).toBe(`recordings/${MEETING}/${TAKE}/Zoe_M_5.wav`);
    expect(trackKey(track)).toBe(`recordings/${MEETING}/Zoe_M_5.wav`);
    expect(tempPartKey('upload')).toBe('temp_uploads/upload_part1.wav');
  });

  it('of any name are keys, below their meeting', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.uuid(), { nil: undefined }),
        (participantName, sessionId) => {
          const key = trackKey({ meetingId: MEETING, participantName, sessionId, timestampMs: 1 });
          expect(objectKeySchema.safeParse(key).success).toBe(true);
          expect(key.startsWith(meetingPrefix(MEETING))).toBe(true);
        },
      ),
    );
  });

  it('of what processing makes lie below the take', () => {
    expect(overviewKey(MEETING, TAKE).startsWith(processedPrefix(MEETING, TAKE))).toBe(true);
    expect(processedPrefix(MEETING, TAKE).startsWith(processedPrefix(MEETING))).toBe(true);
  });
});

describe('objectKeySchema', () => {
  it.each(['a', 'a/b.wav', 'a.b/c-d_e', '..a/b..', 'x'.repeat(1024)])('takes %s', (key) => {
    expect(objectKeySchema.safeParse(key).success).toBe(true);
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    'a/..',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\n',
    'a b',
    'a%2e',
    'é',
    'a\u202eb',
    'x'.repeat(1025),
    42,
    null,
  ])('refuses %j', (key) => {
    expect(objectKeySchema.safeParse(key).success).toBe(false);
  });

  it('lets nothing climb, whatever it is made of', () => {
    const parts = fc.array(fc.constantFrom('..', '.', '/', 'a', '-', '\\', '\0'), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (made) => {
        const key = made.join('');
        const isPlain = key.split('/').every((name) => /^[a.-]+$/.test(name) && name !== '.' && name !== '..');
        expect(objectKeySchema.safeParse(key).success).toBe(isPlain);
      }),
    );
  });
});

describe('uploadIdSchema', () => {
  it.each(['2~abc.DEF_123-', 'VXBsb2FkIElE+/==', MEETING])('takes %s', (id) => {
    expect(uploadIdSchema.safeParse(id).success).toBe(true);
  });

  it.each(['', 'a b', 'a\0', '<x>', 'x'.repeat(1025)])('refuses %j', (id) => {
    expect(uploadIdSchema.safeParse(id).success).toBe(false);
  });
});
