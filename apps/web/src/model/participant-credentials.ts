import { roleSchema, userIdSchema } from '@audio-studio/contract';
import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

const participantSchema = z.object({
  token: z.string().min(1),
  userId: userIdSchema,
  role: roleSchema,
  name: z.string(),
  meetingTitle: z.string(),
});

/** Who this browser is in one meeting. `userId` stays the same in every tab and after every reload. */
export type ParticipantCredentials = z.infer<typeof participantSchema>;

const known = new Map<string, StoredValue<ParticipantCredentials>>();

export function participantCredentials(meetingId: string): StoredValue<ParticipantCredentials> {
  const stored = known.get(meetingId) ?? new StoredValue(`participant.${meetingId}`, participantSchema);
  known.set(meetingId, stored);
  return stored;
}
