import { uploadRefSchema } from '@audio-studio/contract';
import type { QueueDefinition } from '@audio-studio/ports';

export const CRASH_QUEUE: QueueDefinition<{ key: string; uploadId: string }> = {
  name: 'crash',
  schema: uploadRefSchema,
  fifo: true,
  visibilityTimeoutMs: 60_000,
  maxReceives: 2,
};
