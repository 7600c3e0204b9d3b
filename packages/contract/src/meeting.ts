import { z } from 'zod';
import { meetingIdSchema, roleSchema, userIdSchema } from './ids.ts';
import { emailSchema, nameSchema, titleSchema } from './text.ts';

export const meetingStatusSchema = z.enum(['scheduled', 'active', 'recording', 'completed', 'cancelled']);
export type MeetingStatus = z.infer<typeof meetingStatusSchema>;

const isoTime = z.iso.datetime({ offset: true });

/** A meeting as clients see it. Other people's email addresses are null for a participant. */
export const meetingSchema = z.object({
  meetingId: meetingIdSchema,
  title: z.string(),
  hostName: z.string().nullable(),
  hostEmail: z.string().nullable(),
  guestName: z.string().nullable(),
  guestEmail: z.string().nullable(),
  scheduledTime: z.string().nullable(),
  status: meetingStatusSchema,
  createdAt: z.string(),
});
export type Meeting = z.infer<typeof meetingSchema>;

/** An invite: opens one meeting in one role. `url` is a page of the web app. */
export const inviteSchema = z.object({ token: z.string(), url: z.string() });
export type Invite = z.infer<typeof inviteSchema>;
export const invitesSchema = z.object({ host: inviteSchema, guest: inviteSchema });

export const createMeetingBodySchema = z.object({
  title: titleSchema,
  scheduledTime: isoTime.nullish(),
});
export const createMeetingAnswerSchema = meetingSchema.extend({ invites: invitesSchema });
export type CreateMeetingAnswer = z.infer<typeof createMeetingAnswerSchema>;

/** One line of the organizer's list. */
export const meetingSummarySchema = meetingSchema.extend({
  /** Takes made so far and the best grade among them. */
  takeCount: z.number().int(),
  bestGrade: z.enum(['P0', 'P1', 'P2', 'P3', 'P4']).nullable(),
  /** Recorded time over all takes, seconds. */
  recordedSeconds: z.number(),
});
export type MeetingSummary = z.infer<typeof meetingSummarySchema>;
export const listMeetingsAnswerSchema = z.object({ meetings: z.array(meetingSummarySchema) });

export const updateStatusBodySchema = z.object({ status: meetingStatusSchema });

export const assignBodySchema = z.object({ email: emailSchema, name: nameSchema.optional() });
export const assignAnswerSchema = z.object({ success: z.literal(true), meeting: meetingSchema });

/** `POST /api/meetings/:id/join`. `invite` is the invite, or the old participant token to renew it. */
export const joinMeetingBodySchema = z.object({
  invite: z.string().min(1).max(4096),
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  /** Made once per meeting and browser: whose answer was lost may take the invite up again with the same one. */
  clientId: z.uuid().optional(),
});
export const joinMeetingAnswerSchema = z.object({
  token: z.string(),
  userId: userIdSchema,
  role: roleSchema,
  meeting: meetingSchema,
});
export type JoinMeetingAnswer = z.infer<typeof joinMeetingAnswerSchema>;

/** `POST /api/meetings/:id/invites`: a new invite for one role; the old one and its holder's token end. */
export const reissueInviteBodySchema = z.object({ role: roleSchema });

export const successAnswerSchema = z.object({ success: z.literal(true) });
