import {
  processSessionMessageSchema,
  resultsMessageSchema,
  type ProcessSessionMessage,
  type ResultsMessage,
} from '@audio-studio/contract';
import type { QueueDefinition } from './queue.ts';

/** Takes whose tracks are complete, in order per room: server → worker. */
export const PROCESSING_QUEUE: QueueDefinition<ProcessSessionMessage> = {
  name: 'processing',
  schema: processSessionMessageSchema,
  fifo: true,
  visibilityTimeoutMs: 60_000,
  maxReceives: 5,
};

/** Steps reached and results: worker → server. */
export const RESULTS_QUEUE: QueueDefinition<ResultsMessage> = {
  name: 'results',
  schema: resultsMessageSchema,
  fifo: false,
  visibilityTimeoutMs: 30_000,
  maxReceives: 5,
};
