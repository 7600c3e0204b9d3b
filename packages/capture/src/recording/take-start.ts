import type { Role } from '@audio-studio/contract';
import type { TakeIdentity } from '../storage/take-key.ts';

/** Whose track of which take begins. */
export interface TakeStart extends TakeIdentity {
  role: Role;
  participantName: string;
  /** When the take began, by the server's clock; milliseconds since 1970. */
  startedAtServerMs?: number | undefined;
}
