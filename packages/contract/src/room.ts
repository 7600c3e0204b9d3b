import { z } from 'zod';
import { socketErrorSchema } from './error-body.ts';
import { SOCKET_EVENTS as E } from './events.ts';
import { meetingIdSchema, roleSchema, takeIdSchema, userIdSchema } from './ids.ts';
import { meetingSchema } from './meeting.ts';
import {
  audioMetricsSchema,
  micCheckSchema,
  micStatusSchema,
  qualityUpdateSchema,
  recordingWarningSchema,
} from './metrics.ts';
import { gradeSchema, processingMetricsSchema, processingStepSchema, variantsSchema } from './processing.ts';
import { markerSchema } from './recording.ts';
import { chatTextSchema, emailSchema, nameSchema } from './text.ts';

const room = z.object({ roomId: meetingIdSchema });

/** One seat of a meeting: the person and the socket they are on now. */
export const seatedParticipantSchema = z.object({
  socketId: z.string(),
  userId: userIdSchema,
  role: roleSchema,
  userEmail: z.string().nullable(),
  /** Display name (addition). */
  name: z.string().nullable().optional(),
});
export type SeatedParticipant = z.infer<typeof seatedParticipantSchema>;

/** The server's part of `recordingState` that clients see. `startedAt` is ISO 8601. */
export const recordingStateSchema = z.object({
  isRecording: z.boolean(),
  startedAt: z.string().nullable(),
  sessionId: takeIdSchema.nullable(),
});
export type RecordingState = z.infer<typeof recordingStateSchema>;

/**
 * Session descriptions and candidates are relayed, not read: only their outer shape is checked, and
 * the whole message is bounded by the socket's size limit.
 */
const sessionDescriptionSchema = z.looseObject({ type: z.string().max(16), sdp: z.string().optional() });
const iceCandidateSchema = z.looseObject({ candidate: z.string().optional() }).nullable();
/** A socket id, or the userId of the other participant. */
const targetSchema = z.string().min(1).max(64);

/** `away`: their last connection is gone, which only the server can say. */
export const participantPlaceSchema = z.enum(['green-room', 'ready', 'studio', 'results', 'away']);

const participantState = {
  /** The live sound is muted; the recording never is. */
  muted: z.boolean(),
  microphone: z.enum(['ok', 'lost']),
};

const uploadProgress = {
  percent: z.number().min(0).max(100),
  participantName: nameSchema,
  /** Which take (addition). */
  sessionId: takeIdSchema.optional(),
};

/** What a client may send, by event. */
export const CLIENT_EVENTS = {
  [E.JOIN_ROOM]: z.object({
    roomId: meetingIdSchema,
    role: roleSchema,
    userId: userIdSchema,
    userEmail: emailSchema.nullish(),
  }),
  [E.WATCH_ROOM]: room,
  [E.OFFER]: z.object({ target: targetSchema, sdp: sessionDescriptionSchema }),
  [E.ANSWER]: z.object({ target: targetSchema, sdp: sessionDescriptionSchema }),
  [E.ICE_CANDIDATE]: z.object({ target: targetSchema, candidate: iceCandidateSchema }),
  [E.START_RECORDING]: room,
  [E.STOP_RECORDING]: room,
  [E.CHAT_MESSAGE]: z.object({
    roomId: meetingIdSchema,
    message: chatTextSchema,
    sender: nameSchema,
    role: roleSchema,
  }),
  [E.MIC_CHECK]: micCheckSchema,
  [E.AUDIO_METRICS]: audioMetricsSchema,
  [E.UPLOAD_PROGRESS]: z.object(uploadProgress),
  [E.TIME_SYNC]: z.object({ clientTimeMs: z.number() }),
  [E.PARTICIPANT_STATE]: z.object({ ...participantState, place: participantPlaceSchema.exclude(['away']) }),
  [E.ADD_MARKER]: z.object({ roomId: meetingIdSchema, label: nameSchema }),
} as const;

/** What the server sends, by event. Events without payload are null here. */
export const SERVER_EVENTS = {
  [E.ROOM_STATE]: z.object({
    meeting: meetingSchema.pick({ meetingId: true, title: true, status: true, createdAt: true }),
    participants: z.array(seatedParticipantSchema),
    recordingState: recordingStateSchema,
  }),
  [E.USER_JOINED]: z.object({
    userId: userIdSchema,
    persistentId: userIdSchema,
    role: roleSchema,
    userEmail: z.string().nullable(),
    isReconnection: z.boolean(),
    // Additions
    socketId: z.string().optional(),
    name: z.string().nullable().optional(),
  }),
  [E.USER_LEFT]: z.object({ userId: userIdSchema, persistentId: userIdSchema, role: roleSchema }),
  [E.PEER_RECONNECTED]: z.object({ userId: userIdSchema, newSocketId: z.string() }),
  [E.ROOM_FULL]: null,
  [E.DUPLICATE_SESSION]: null,
  [E.OFFER]: z.object({ sdp: sessionDescriptionSchema, sender: z.string() }),
  [E.ANSWER]: z.object({ sdp: sessionDescriptionSchema, sender: z.string() }),
  [E.ICE_CANDIDATE]: z.object({ candidate: iceCandidateSchema, sender: z.string() }),
  [E.START_RECORDING]: z.object({ sessionId: takeIdSchema, startedAt: z.string().optional() }),
  [E.STOP_RECORDING]: null,
  [E.RESUME_RECORDING]: z.object({
    /** Milliseconds since 1970. */
    startedAt: z.number(),
    elapsedSeconds: z.number(),
    sessionId: takeIdSchema,
  }),
  [E.CHAT_MESSAGE]: z.object({ message: z.string(), sender: z.string(), role: roleSchema, timestamp: z.string() }),
  [E.MIC_STATUS]: micStatusSchema,
  [E.RECORDING_WARNING]: recordingWarningSchema,
  [E.QUALITY_UPDATE]: qualityUpdateSchema,
  [E.UPLOAD_PROGRESS]: z.object({ ...uploadProgress, userId: userIdSchema.optional() }),
  [E.RECORDINGS_UPDATED]: z.object({ meetingId: meetingIdSchema, sessionId: takeIdSchema.nullable() }),
  [E.PROCESSING_STATUS]: z.object({
    step: processingStepSchema,
    progress: z.number(),
    estimatedTimeLeft: z.number(),
    sessionId: takeIdSchema.optional(),
  }),
  [E.PROCESSING_COMPLETE]: z.object({
    profile: gradeSchema,
    metrics: processingMetricsSchema,
    variants: variantsSchema.optional(),
    warnings: z.array(z.string()),
    // Additions
    sessionId: takeIdSchema.optional(),
    reasons: z.array(z.string()).optional(),
  }),
  [E.RECORDING_REJECTED]: z.object({
    reason: z.string(),
    suggestions: z.array(z.string()),
    sessionId: takeIdSchema.optional(),
    /** Processing gave up: no verdict on the recording (addition). */
    failed: z.literal(true).optional(),
  }),
  [E.ERROR]: socketErrorSchema,
  [E.PARTICIPANT_STATE]: z.object({
    ...participantState,
    place: participantPlaceSchema,
    userId: userIdSchema,
    role: roleSchema,
  }),
  [E.MARKER_ADDED]: markerSchema.extend({ sessionId: takeIdSchema }),
} as const;

/** Acknowledgement of `time-sync`. */
export const timeSyncAckSchema = z.object({ clientTimeMs: z.number(), serverTimeMs: z.number() });
export type TimeSyncAck = z.infer<typeof timeSyncAckSchema>;

type Payload<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

export type ClientEventName = keyof typeof CLIENT_EVENTS;
export type ClientEvent<Name extends ClientEventName> = Payload<(typeof CLIENT_EVENTS)[Name]>;
export type ServerEventName = keyof typeof SERVER_EVENTS;
export type ServerEvent<Name extends ServerEventName> = Payload<(typeof SERVER_EVENTS)[Name]>;
