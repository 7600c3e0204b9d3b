import { invitesSchema, roleSchema, type Invite, type Role } from '@audio-studio/contract';
import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

const inviteBookSchema = z.record(z.string(), z.partialRecord(roleSchema, invitesSchema.shape.host));
const MAX_MEETINGS = 200;

/** The invites this browser was given, by meeting: the server names an invite only when it makes it. */
const book = new StoredValue('invites', inviteBookSchema);

export const inviteBook = {
  subscribe: book.subscribe,
  get: book.get,

  remember(meetingId: string, invites: Partial<Record<Role, Invite>>): void {
    const { [meetingId]: before, ...others } = book.get() ?? {};
    const kept = Object.fromEntries(Object.entries(others).slice(-(MAX_MEETINGS - 1)));
    book.set({ ...kept, [meetingId]: { ...before, ...invites } });
  },

  forget(meetingId: string): void {
    const { [meetingId]: _gone, ...others } = book.get() ?? {};
    book.set(others);
  },

  clear(): void {
    book.clear();
  },
};
