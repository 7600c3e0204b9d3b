import { createHash } from 'node:crypto';

/** How a person or a connection is named in logs: enough to follow them, not enough to know them. */
export function logId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}
