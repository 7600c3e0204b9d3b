import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meetingIdSchema,
  multipartRecordingId,
  participantSessionId,
  recordingIdSchema,
  sanitizeName,
  simpleRecordingId,
  socketIdSchema,
} from './ids.ts';

const anyName = fc.string({ unit: 'binary', maxLength: 300 });

describe('sanitizeName', () => {
  it('answers 1 to 64 characters that are safe in any key, whatever the name', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const safe = sanitizeName(name);
        expect(safe).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(sanitizeName(safe)).toBe(safe);
      }),
    );
  });

  it.each([
    ['Ann', 'Ann'],
    ['Zoë Müller', 'Zoe_Muller'],
    ['../../etc/passwd', 'etc_passwd'],
    ['  a   b  ', 'a_b'],
    ['李小龙', 'participant'],
    ['', 'participant'],
    ['ann\0\u202egnp.wav', 'ann_gnp_wav'],
    ['x'.repeat(300), 'x'.repeat(64)],
  ])('makes %j into %j', (name, expected) => {
    expect(sanitizeName(name)).toBe(expected);
  });
});

describe('recording ids', () => {
  it('are as published', () => {
    expect(simpleRecordingId('take', 'Ann')).toBe('take#Ann');
    expect(multipartRecordingId('Ann', 1_700_000_000_000)).toBe('multipart#Ann#1700000000000');
  });

  it('of any name are ids', () => {
    fc.assert(
      fc.property(anyName, fc.uuid(), fc.nat(), (name, takeId, timestampMs) => {
        expect(recordingIdSchema.safeParse(simpleRecordingId(takeId, sanitizeName(name))).success).toBe(true);
        expect(recordingIdSchema.safeParse(multipartRecordingId(sanitizeName(name), timestampMs)).success).toBe(true);
      }),
    );
  });

  it.each(['', '../x', 'a/b', 'a b', 'a\0', 'a\n', 'x'.repeat(201)])('%j is none', (id) => {
    expect(recordingIdSchema.safeParse(id).success).toBe(false);
  });
});

describe('other ids', () => {
  it('are UUIDs and nothing like them', () => {
    expect(meetingIdSchema.safeParse('6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11').success).toBe(true);
    for (const id of ['', '1', '6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11/..', '6b1f0c526c1e4b1e9c390f7d6a3e5d11', 42, null])
      expect(meetingIdSchema.safeParse(id).success).toBe(false);
  });

  it('of sockets are short and plain', () => {
    expect(socketIdSchema.safeParse('aB3_-x').success).toBe(true);
    for (const id of ['', 'a b', 'a/b', 'x'.repeat(65)]) expect(socketIdSchema.safeParse(id).success).toBe(false);
  });

  it('of participant sessions say who and since when', () => {
    expect(participantSessionId('user', '2026-01-01T00:00:00.000Z')).toBe('user#2026-01-01T00:00:00.000Z');
  });
});
