import { createHash } from 'node:crypto';

/** What the worker writes its log with; a pino logger is one. Attributes first, static message second. */
export interface Log {
  info(attributes: object, message: string): void;
  warn(attributes: object, message: string): void;
  error(attributes: object, message: string): void;
}

/** How a take is named in logs: enough to follow it, not enough to open it. */
export function takeLogId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 12);
}
