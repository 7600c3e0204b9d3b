import type { TakeStart } from '../recording/take-start.ts';

/** A take of its own for each test. */
export function newTake(): TakeStart {
  return {
    meetingId: crypto.randomUUID(),
    userId: crypto.randomUUID(),
    sessionId: crypto.randomUUID(),
    role: 'guest',
    participantName: 'Ada',
  };
}
