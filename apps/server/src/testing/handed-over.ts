import { randomUUID } from 'node:crypto';
import type { ProcessSessionMessage } from '@audio-studio/contract';
import { PROCESSING_QUEUE } from '@audio-studio/ports';
import type { TestRig } from './test-rig.ts';
import { until } from './until.ts';

/** What was handed to processing for one room, so far: a message sent after all of it comes after all of it. */
export async function handedOver(rig: TestRig, roomId: string): Promise<ProcessSessionMessage[]> {
  const queue = rig.adapters.queues.open(PROCESSING_QUEUE);
  const last = randomUUID();
  await queue.send(
    { action: 'process-session', roomId, sessionId: last, hostKey: '', guestKey: '', timestamp: 0 },
    { groupId: roomId, deduplicationId: last },
  );
  const ending = new AbortController();
  const messages: ProcessSessionMessage[] = [];
  const consuming = queue.consume(async (message) => void messages.push(message), { signal: ending.signal });
  await until(() => messages.some(({ sessionId }) => sessionId === last));
  ending.abort();
  await consuming;
  return messages.filter((message) => message.roomId === roomId && message.sessionId !== last);
}
