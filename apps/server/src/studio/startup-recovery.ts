import type { Clock } from '@audio-studio/flow';
import { queryAll } from '@audio-studio/ports';
import type { Stats } from './stats.ts';
import type { StudioTables } from './tables.ts';

/**
 * Frees the seats and ends the sessions a crashed process left behind, and counts anew. Only for a
 * server that has its tables to itself: its sockets died with the last process, so every seat is stale.
 * Where several servers share the tables a stale seat is freed when someone needs it (see `Seating`).
 * A take that was running goes on running: its people come back and resume it.
 */
export async function recoverFromCrash(
  tables: StudioTables,
  stats: Stats,
  clock: Clock,
): Promise<{ freedSeats: number }> {
  const leftAt = new Date(clock.nowMs()).toISOString();
  let freedSeats = 0;
  const stale = [];
  for await (const row of queryAll(tables.seatings, { index: 'OccupiedIndex', partition: 'yes' })) stale.push(row);
  for (const { meetingId, occupants } of stale) {
    for (const { sessionId } of occupants) {
      const set = { isActive: false, leftAt };
      await tables.sessions.update({ meetingId, sessionId }, { set, when: { isActive: { is: true } } });
    }
    await tables.seatings.update({ meetingId }, { set: { occupants: [], occupied: null }, add: { version: 1 } });
    freedSeats += occupants.length;
  }
  let activeRecordingCount = 0;
  for await (const row of queryAll(tables.recordingStates, { index: 'RunningIndex', partition: 'yes' })) {
    if (row.isRecording) activeRecordingCount += 1;
  }
  await stats.reset({ activeSessionCount: 0, activePairCount: 0, activeRecordingCount });
  return { freedSeats };
}
