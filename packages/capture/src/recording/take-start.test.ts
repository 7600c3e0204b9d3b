import { describe, expect, it } from 'vitest';
import { requireTakeStart, type TakeStart } from './take-start.ts';

const take: TakeStart = {
  meetingId: '7b0c2f0e-58c8-4b2e-9d5a-0d2f3f1f6a01',
  userId: '0f4be5e6-38f5-4f7c-8f5d-6a8d5c1e9b02',
  sessionId: 'c2d8a6a4-6b1e-4d0a-9a57-3f0a2b7e1c03',
  role: 'host',
  participantName: ' Ada Lovelace ',
  startedAtServerMs: 1_700_000_000_000,
};

describe('requireTakeStart', () => {
  it('hands a proper take through, its name trimmed as the server would', () => {
    expect(requireTakeStart(take)).toEqual({ ...take, participantName: 'Ada Lovelace' });
  });

  it.each([
    { participantName: '' },
    { participantName: '../x' },
    { participantName: 'a\u0000b' },
    { participantName: 'x'.repeat(256) },
    { role: 'owner' as never },
    { startedAtServerMs: Number.NaN },
  ])('refuses %j before anything is recorded', (lie) => {
    expect(() => requireTakeStart({ ...take, ...lie })).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});
