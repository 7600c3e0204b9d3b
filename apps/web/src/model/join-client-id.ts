import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

const known = new Map<string, StoredValue<string>>();

/**
 * Names this browser to one meeting, and to no other. With it an invite can be taken up again when the
 * answer to the first try was lost on the way.
 */
export function joinClientId(meetingId: string): string {
  const stored = known.get(meetingId) ?? new StoredValue(`client.${meetingId}`, z.uuid());
  known.set(meetingId, stored);
  const before = stored.get();
  if (before !== null) return before;
  const clientId = crypto.randomUUID();
  stored.set(clientId);
  return clientId;
}
