import { z } from 'zod';

/** Body of every HTTP answer that is not 2xx. */
export const errorBodySchema = z.object({ error: z.string(), code: z.string() });
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** Payload of the `error` socket event; `code` is our addition. */
export const socketErrorSchema = z.object({ message: z.string(), code: z.string().optional() });
export type SocketError = z.infer<typeof socketErrorSchema>;
