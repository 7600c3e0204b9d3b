import { describe, expect, it } from 'vitest';
import { parseTakeKey, takeFileName, takeKeyOf } from './take-key.ts';

const identity = {
  meetingId: '7b0c2f0e-58c8-4b2e-9d5a-0d2f3f1f6a01',
  userId: '0f4be5e6-38f5-4f7c-8f5d-6a8d5c1e9b02',
  sessionId: 'c2d8a6a4-6b1e-4d0a-9a57-3f0a2b7e1c03',
};

describe('take keys', () => {
  it('are read back to what they were made of', () => {
    const takeKey = takeKeyOf(identity);
    expect(takeKey).toBe(`${identity.meetingId}:${identity.userId}:${identity.sessionId}`);
    expect(parseTakeKey(takeKey)).toEqual(identity);
    expect(takeFileName(takeKey)).toMatch(/^[\da-f-]+_[\da-f-]+_[\da-f-]+\.wav$/);
  });

  it.each(['../../etc/passwd', 'a:b', '', `${identity.userId}/..`, 'x'.repeat(10_000), '\0'])(
    'are never made of %j',
    (userId) => {
      expect(() => takeKeyOf({ ...identity, userId })).toThrow('not the ids of a take');
      expect(() => takeFileName(`${identity.meetingId}:${userId}:${identity.sessionId}`)).toThrow(
        'not the ids of a take',
      );
    },
  );

  it('have exactly three parts', () => {
    expect(() => parseTakeKey(`${takeKeyOf(identity)}:${identity.userId}`)).toThrow('not the ids of a take');
    expect(() => parseTakeKey(identity.meetingId)).toThrow('not the ids of a take');
  });
});
