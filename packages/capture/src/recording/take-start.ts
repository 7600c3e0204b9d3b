import { AppError, nameSchema, roleSchema, type Role } from '@audio-studio/contract';
import { z } from 'zod';
import type { TakeIdentity } from '../storage/take-key.ts';

/** Whose track of which take begins. */
export interface TakeStart extends TakeIdentity {
  role: Role;
  participantName: string;
  /** When the take began, by the server's clock; milliseconds since 1970. */
  startedAtServerMs?: number | undefined;
}

const ownerSchema = z.object({
  role: roleSchema,
  participantName: nameSchema,
  startedAtServerMs: z.number().nonnegative().optional(),
});

/**
 * Checks before the first sample what the server would refuse only after the last.
 *
 * @throws AppError VALIDATION_ERROR; the ids are checked where the key is made of them
 */
export function requireTakeStart(take: TakeStart): TakeStart {
  const parsed = ownerSchema.safeParse(take);
  if (!parsed.success) throw AppError.validation(parsed.error.issues[0]?.message ?? 'This is no take.');
  return { ...take, ...parsed.data };
}
