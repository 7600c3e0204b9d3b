import { z } from 'zod';
import {
  contentTypeSchema,
  markerSchema,
  meetingSchema,
  processingResultSchema,
  processingStepSchema,
  recordingSchema,
  roleSchema,
  statsAnswerSchema,
  takeStateSchema,
} from '@audio-studio/contract';
import type { Row, Table, TableDefinition, Tables } from '@audio-studio/ports';

const text = z.string();
const optionalText = z.string().nullable();

const meetingRowSchema = meetingSchema.extend({
  organizerId: text,
  /** `jti` of the invite that is good now, and who took it up. */
  hostInviteId: optionalText,
  hostUserId: optionalText,
  guestInviteId: optionalText,
  guestUserId: optionalText,
  /** SHA-256 of the `clientId` that took the invite up: it may do so again, should the answer have been lost. */
  hostClientHash: optionalText.default(null),
  guestClientHash: optionalText.default(null),
  /** Set while the meeting is being deleted: it is gone for everyone, only the clearing-up goes on. */
  deletedAt: optionalText,
});
export type MeetingRow = z.infer<typeof meetingRowSchema>;

export const occupantSchema = z.object({
  userId: text,
  socketId: text,
  role: roleSchema,
  userEmail: optionalText,
  name: optionalText,
  /** Sort key of this stay in `Sessions`. */
  sessionId: text,
});
/** Who sits on one of a meeting's two seats, and on which socket. */
export type Occupant = z.infer<typeof occupantSchema>;

const seatingRowSchema = z.object({
  meetingId: text,
  /** Counts the changes: who writes names the version it read, so two at once cannot both succeed. */
  version: z.number().int(),
  occupants: z.array(occupantSchema),
  /** 'yes' or null: only rooms with someone in them are in `OccupiedIndex`. */
  occupied: optionalText,
});
export type SeatingRow = z.infer<typeof seatingRowSchema>;

const sessionRowSchema = z.object({
  meetingId: text,
  sessionId: text,
  userId: text,
  userRole: roleSchema,
  userEmail: optionalText,
  socketId: text,
  joinedAt: text,
  leftAt: optionalText,
  isActive: z.boolean(),
  /** Set when the person came with an organizer's token. */
  organizerId: optionalText,
});
export type SessionRow = z.infer<typeof sessionRowSchema>;

const recordingRowSchema = recordingSchema.extend({ meetingId: text, recordingId: text, userId: optionalText });
export type RecordingRow = z.infer<typeof recordingRowSchema>;

const recordingStateRowSchema = z.object({
  meetingId: text,
  isRecording: z.boolean(),
  startedAt: optionalText,
  startedBySocketId: optionalText,
  startedByUserId: optionalText,
  stoppedAt: optionalText,
  sessionId: optionalText,
  /** 'yes' or null: only rooms that record are in `RunningIndex`. */
  running: optionalText,
});
export type RecordingStateRow = z.infer<typeof recordingStateRowSchema>;

const takeRowSchema = z.object({
  meetingId: text,
  sessionId: text,
  organizerId: text,
  state: takeStateSchema,
  startedAt: text,
  stoppedAt: optionalText,
  step: processingStepSchema.nullable(),
  progress: z.number(),
  result: processingResultSchema.nullable(),
  markers: z.array(markerSchema),
  /** Counts how often another track took the place of one: what processing says of an earlier pair is old. */
  revision: z.number().int().default(0),
  /** Guards `markers` as `version` guards the seats. */
  markerCount: z.number().int(),
  hostRecordingId: optionalText,
  guestRecordingId: optionalText,
});
export type TakeRow = z.infer<typeof takeRowSchema>;

const uploadRowSchema = z.object({
  /** The multipart upload's id; the object key for a single PUT. */
  uploadRef: text,
  key: text,
  uploadId: optionalText,
  meetingId: text,
  /** Where its row in `Recordings` is, once it has one. */
  recordingId: optionalText,
  /** Who may use it: `participant:<userId>` or `organizer:<organizerId>`. */
  issuedTo: text,
  userId: optionalText,
  role: roleSchema.nullable(),
  sessionId: optionalText,
  participantName: text,
  contentType: contentTypeSchema,
  /** Bytes as announced; exact for a single PUT, an estimate for a multipart upload. */
  fileSize: z.number().int().nullable(),
  issuedAt: text,
  /** 'yes' or null: only uploads that are not complete are in `PendingIndex`. */
  pending: optionalText.default(null),
  /** Server time of the first frame, milliseconds, where the recorder said it. */
  startedAtMs: z.number().nullable().default(null),
  /** When a process last took it on to salvage it. */
  claimedAt: optionalText.default(null),
  /** Parts the server made the object of when the owner was gone; null when it did not. */
  salvagedParts: z.number().int().nullable().default(null),
});
export type UploadRow = z.infer<typeof uploadRowSchema>;

const presenceRowSchema = z.object({
  meetingId: text,
  /** As `issuedTo` of an upload. */
  member: text,
  /** When something last came from them. */
  lastSeenAt: text,
});
export type PresenceRow = z.infer<typeof presenceRowSchema>;

const statsRowSchema = statsAnswerSchema.extend({ statKey: text });
export type StatsRow = z.infer<typeof statsRowSchema>;

const signInCodeRowSchema = z.object({ codeHash: text, sub: text, expiresAt: text, usedAt: optionalText });
export type SignInCodeRow = z.infer<typeof signInCodeRowSchema>;

function define<R extends Row>(definition: TableDefinition<R>): TableDefinition<R> {
  return definition;
}

/** Every table of the Studio. Adapters put their prefix before the names. */
export const STUDIO_TABLES = {
  meetings: define<MeetingRow>({
    name: 'Meetings',
    schema: meetingRowSchema,
    partitionKey: 'meetingId',
    indexes: { OrganizerIndex: { partitionKey: 'organizerId', sortKey: 'createdAt' } },
  }),
  seatings: define<SeatingRow>({
    name: 'Seatings',
    schema: seatingRowSchema,
    partitionKey: 'meetingId',
    indexes: { OccupiedIndex: { partitionKey: 'occupied', sortKey: 'meetingId' } },
  }),
  sessions: define<SessionRow>({
    name: 'Sessions',
    schema: sessionRowSchema,
    partitionKey: 'meetingId',
    sortKey: 'sessionId',
    // The server finds people by their seats; these are for whoever asks who was where, and when.
    indexes: {
      UserIndex: { partitionKey: 'userId', sortKey: 'joinedAt' },
      SocketIndex: { partitionKey: 'socketId', sortKey: 'joinedAt' },
    },
  }),
  recordings: define<RecordingRow>({
    name: 'Recordings',
    schema: recordingRowSchema,
    partitionKey: 'meetingId',
    sortKey: 'recordingId',
    indexes: { UploadIndex: { partitionKey: 'uploadId' } },
  }),
  recordingStates: define<RecordingStateRow>({
    name: 'RecordingState',
    schema: recordingStateRowSchema,
    partitionKey: 'meetingId',
    indexes: { RunningIndex: { partitionKey: 'running', sortKey: 'meetingId' } },
  }),
  takes: define<TakeRow>({
    name: 'Takes',
    schema: takeRowSchema,
    partitionKey: 'meetingId',
    sortKey: 'sessionId',
    indexes: { OrganizerIndex: { partitionKey: 'organizerId', sortKey: 'startedAt' } },
  }),
  uploads: define<UploadRow>({
    name: 'Uploads',
    schema: uploadRowSchema,
    partitionKey: 'uploadRef',
    indexes: {
      MeetingIndex: { partitionKey: 'meetingId', sortKey: 'issuedAt' },
      PendingIndex: { partitionKey: 'pending', sortKey: 'issuedAt' },
    },
  }),
  presences: define<PresenceRow>({
    name: 'Presences',
    schema: presenceRowSchema,
    partitionKey: 'meetingId',
    sortKey: 'member',
  }),
  stats: define<StatsRow>({ name: 'GlobalStats', schema: statsRowSchema, partitionKey: 'statKey' }),
  signInCodes: define<SignInCodeRow>({ name: 'SignInCodes', schema: signInCodeRowSchema, partitionKey: 'codeHash' }),
};

type RowOf<D> = D extends TableDefinition<infer R> ? R : never;
export type StudioTables = { [Name in keyof typeof STUDIO_TABLES]: Table<RowOf<(typeof STUDIO_TABLES)[Name]>> };

export function openStudioTables(tables: Tables): StudioTables {
  return {
    meetings: tables.open(STUDIO_TABLES.meetings),
    seatings: tables.open(STUDIO_TABLES.seatings),
    sessions: tables.open(STUDIO_TABLES.sessions),
    recordings: tables.open(STUDIO_TABLES.recordings),
    recordingStates: tables.open(STUDIO_TABLES.recordingStates),
    takes: tables.open(STUDIO_TABLES.takes),
    uploads: tables.open(STUDIO_TABLES.uploads),
    presences: tables.open(STUDIO_TABLES.presences),
    stats: tables.open(STUDIO_TABLES.stats),
    signInCodes: tables.open(STUDIO_TABLES.signInCodes),
  };
}
