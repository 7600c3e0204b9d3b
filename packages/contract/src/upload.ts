import { z } from 'zod';
import { meetingIdSchema, takeIdSchema } from './ids.ts';
import { trackLedgerSchema } from './ledger.ts';
import { LIMITS } from './limits.ts';
import { objectKeySchema, uploadIdSchema } from './object-keys.ts';
import { nameSchema } from './text.ts';

/** A media type with its parameters dropped: `audio/webm;codecs=opus` is `audio/webm`. */
export const contentTypeSchema = z
  .string()
  .max(100)
  .transform((type) => type.split(';', 1)[0]!.trim().toLowerCase())
  .pipe(z.enum(LIMITS.ALLOWED_CONTENT_TYPES));

const fileSizeSchema = z.number().int().positive().max(LIMITS.MAX_FILE_SIZE);
const partNumberSchema = z.number().int().min(1).max(LIMITS.MAX_PARTS);

/** SHA-256 of a body, base64. A URL signed with it takes a body with that checksum and no other. */
export const checksumSchema = z.object({
  algorithm: z.literal('sha256'),
  value: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
});
export type Checksum = z.infer<typeof checksumSchema>;

/** Request header that carries the checksum a URL was signed with: its `value`. */
export const CHECKSUM_HEADER = 'x-amz-checksum-sha256';

const owner = { roomId: meetingIdSchema, participantName: nameSchema };

// One PUT

export const uploadUrlBodySchema = z.object({
  ...owner,
  sessionId: takeIdSchema.optional(),
  contentType: contentTypeSchema,
  /** When given, the signed URL takes exactly this many bytes. */
  fileSize: fileSizeSchema.optional(),
  /** When given, the body must have this checksum and name it in the `CHECKSUM_HEADER`. */
  checksum: checksumSchema.optional(),
});
export const uploadUrlAnswerSchema = z.object({ uploadUrl: z.string(), key: z.string(), bucket: z.string() });
export type UploadUrlAnswer = z.infer<typeof uploadUrlAnswerSchema>;

export const uploadCompleteBodySchema = z.object({
  ...owner,
  key: objectKeySchema,
  sessionId: takeIdSchema.optional(),
  ledger: trackLedgerSchema.optional(),
});

/** Answer of both completions. `sizeBytes` is what the store holds: the proof that local audio may go. */
export const uploadCompleteAnswerSchema = z.object({
  success: z.literal(true),
  location: z.string().optional(),
  recordingId: z.string().optional(),
  sizeBytes: z.number().int().optional(),
  /** SHA-256 of the whole object, base64, where the store was given one and held the body to it. */
  sha256: z.string().optional(),
});
export type UploadCompleteAnswer = z.infer<typeof uploadCompleteAnswerSchema>;

// Multipart

export const initiateBodySchema = z.object({
  ...owner,
  contentType: contentTypeSchema,
  /** Bytes known so far: a lower bound when the take still runs. */
  fileSize: fileSizeSchema,
  /** Server time of the track's first frame, milliseconds since 1970: aligns the track should its end never come. */
  startedAtMs: z.number().nonnegative().optional(),
  sessionId: takeIdSchema.optional(),
});
export const initiateAnswerSchema = z.object({ uploadId: z.string(), key: z.string(), expiresAt: z.string() });
export type InitiateAnswer = z.infer<typeof initiateAnswerSchema>;

export const partOneBodySchema = z.object({
  uploadId: uploadIdSchema,
  /** The copy is what part 1 is made of in the end: to be held to its checksum as well. */
  checksum: checksumSchema.optional(),
});
export const partOneAnswerSchema = z.object({ url: z.string(), tempKey: z.string() });
export type PartOneAnswer = z.infer<typeof partOneAnswerSchema>;

export const partUrlBodySchema = z.object({
  key: objectKeySchema,
  uploadId: uploadIdSchema,
  partNumber: partNumberSchema,
  /** As for one PUT. */
  checksum: checksumSchema.optional(),
});
export const partUrlAnswerSchema = z.object({ url: z.string() });

export const completedPartSchema = z.object({ PartNumber: partNumberSchema, ETag: z.string().min(1).max(256) });
export type CompletedPart = z.infer<typeof completedPartSchema>;

export const multipartCompleteBodySchema = z.object({
  ...owner,
  key: objectKeySchema,
  uploadId: uploadIdSchema,
  parts: z.array(completedPartSchema).min(1).max(LIMITS.MAX_PARTS),
  sessionId: takeIdSchema.optional(),
  ledger: trackLedgerSchema.optional(),
});

export const uploadRefSchema = z.object({ key: objectKeySchema, uploadId: uploadIdSchema });

export const listPartsAnswerSchema = z.object({
  parts: z.array(
    completedPartSchema.extend({ Size: z.number().int().nonnegative(), ChecksumSHA256: z.string().optional() }),
  ),
});
export type ListPartsAnswer = z.infer<typeof listPartsAnswerSchema>;
