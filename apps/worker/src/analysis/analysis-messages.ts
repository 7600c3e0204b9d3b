import type { Role } from '@audio-studio/contract';

/** To the thread. Each is answered by one `Reply` with the same id. */
export type Request = { id: number } & (
  | { call: 'push'; role: Role; samples: Int16Array<ArrayBuffer> }
  | { call: 'levels' }
  | { call: 'conversation' }
);

/** From the thread. */
export type Reply = { id: number; value: unknown } | { id: number; error: Error } | { share: number };
