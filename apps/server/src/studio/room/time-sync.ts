import type { TimeSyncAck } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';

/** `time-sync`: one round trip of the clock-offset measurement. */
export function handleTimeSync(connection: RoomConnection): void {
  connection.on('time-sync', ({ clientTimeMs }, acknowledge) => {
    const answer: TimeSyncAck = { clientTimeMs, serverTimeMs: connection.deps.clock.nowMs() };
    acknowledge(answer);
  });
}
