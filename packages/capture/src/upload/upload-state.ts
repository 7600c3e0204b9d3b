import { completedPartSchema, objectKeySchema, uploadIdSchema } from '@audio-studio/contract';
import { z } from 'zod';
import { openDatabase } from '../storage/database.ts';

/**
 * How far a multipart upload got: written after each part, so that a reload loses at most the parts in
 * flight. While the take runs, `totalParts` and `blobSize` are what there is of it by now.
 */
const uploadStateRowSchema = z.object({
  sessionKey: z.string(),
  uploadId: uploadIdSchema,
  key: objectKeySchema,
  totalParts: z.number().int().positive(),
  completedParts: z.array(completedPartSchema),
  /** The copy of part 1 that the server reads the header from is there. */
  headerCopied: z.boolean(),
  blobSize: z.number().int().positive(),
  createdAt: z.number(),
});
export type UploadStateRow = z.infer<typeof uploadStateRowSchema>;

/** Where upload states are kept; one per take. */
export interface UploadStateStore {
  get(takeKey: string): Promise<UploadStateRow | undefined>;
  put(row: UploadStateRow): Promise<void>;
  delete(takeKey: string): Promise<void>;
}

/** Key of a take's upload state. */
export function uploadStateKey(takeKey: string): string {
  return `upload:${takeKey}`;
}

/** The store in this browser. A row it cannot read counts as none: the upload starts over. */
export const indexedDbUploadStates: UploadStateStore = {
  async get(takeKey) {
    const database = await openDatabase();
    const parsed = uploadStateRowSchema.safeParse(await database.get('upload-state', uploadStateKey(takeKey)));
    return parsed.success ? parsed.data : undefined;
  },
  async put(row) {
    const database = await openDatabase();
    await database.put('upload-state', row);
  },
  async delete(takeKey) {
    const database = await openDatabase();
    await database.delete('upload-state', uploadStateKey(takeKey));
  },
};

/**
 * The same, but a disk that is full (which is when uploads matter most) does not end an upload: what cannot
 * be kept is remembered as long as this page lives, and only a reload would begin anew.
 */
export function rememberingStates(kept: UploadStateStore): UploadStateStore {
  const unkept = new Map<string, UploadStateRow>();
  return {
    get: async (takeKey) => structuredClone(unkept.get(uploadStateKey(takeKey))) ?? (await kept.get(takeKey)),
    async put(row) {
      try {
        await kept.put(row);
        unkept.delete(row.sessionKey);
      } catch {
        unkept.set(row.sessionKey, structuredClone(row));
      }
    },
    async delete(takeKey) {
      unkept.delete(uploadStateKey(takeKey));
      await kept.delete(takeKey);
    },
  };
}
