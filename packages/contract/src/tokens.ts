import { z } from 'zod';
import { meetingIdSchema, roleSchema, userIdSchema } from './ids.ts';

/** Claims of someone who creates meetings and broadcasts. `sub` says whose they are. */
export const organizerClaimsSchema = z.object({
  scope: z.literal('organizer'),
  sub: z.string().min(1).max(255),
});
export type OrganizerClaims = z.infer<typeof organizerClaimsSchema>;

/** Claims of an invite: `jti` must still be the one the meeting holds for that role. */
export const inviteClaimsSchema = z.object({
  scope: z.literal('invite'),
  meetingId: meetingIdSchema,
  role: roleSchema,
  jti: z.uuid(),
});
export type InviteClaims = z.infer<typeof inviteClaimsSchema>;

/** Claims of someone who took an invite up. `sub` is the userId the meeting holds for that role. */
export const participantClaimsSchema = z.object({
  scope: z.literal('participant'),
  sub: userIdSchema,
  meetingId: meetingIdSchema,
  role: roleSchema,
});
export type ParticipantClaims = z.infer<typeof participantClaimsSchema>;

/** Claims of the two kinds of people in a broadcast. */
export const broadcastClaimsSchema = z.object({
  scope: z.enum(['speaker', 'listener']),
  sessionId: z.string().min(1).max(64),
});
export type BroadcastClaims = z.infer<typeof broadcastClaimsSchema>;

export const tokenClaimsSchema = z.discriminatedUnion('scope', [
  organizerClaimsSchema,
  inviteClaimsSchema,
  participantClaimsSchema,
  broadcastClaimsSchema,
]);
export type TokenClaims = z.infer<typeof tokenClaimsSchema>;

/** `POST /api/auth/sign-in`: the one-time code of the printed link, for an organizer token. */
export const signInBodySchema = z.object({
  code: z
    .string()
    .min(16)
    .max(128)
    .regex(/^[\w-]+$/),
});
export const signInAnswerSchema = z.object({ token: z.string(), expiresAt: z.string() });
export type SignInAnswer = z.infer<typeof signInAnswerSchema>;

/** `GET /api/auth/config`: how an organizer signs in here. */
export const authConfigAnswerSchema = z.object({ oidcIssuer: z.string().nullable() });
