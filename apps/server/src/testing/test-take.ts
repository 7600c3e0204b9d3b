import type { TakeRow } from '../studio/tables.ts';

/** A stopped take that is being processed. */
export function testTake({ meetingId, sessionId }: Pick<TakeRow, 'meetingId' | 'sessionId'>): TakeRow {
  return {
    meetingId,
    sessionId,
    organizerId: 'alice',
    state: 'processing',
    startedAt: new Date(0).toISOString(),
    stoppedAt: new Date(1).toISOString(),
    step: null,
    progress: 0,
    result: null,
    markers: [],
    revision: 0,
    markerCount: 0,
    hostRecordingId: null,
    guestRecordingId: null,
  };
}
