import { TRACK_FORMAT, type ProcessSessionMessage, type Role } from '@audio-studio/contract';

export const ROLES = ['host', 'guest'] as const satisfies readonly Role[];

/** Something of each of the two tracks. */
export type ByRole<T> = Record<Role, T>;

/** A track whose header was read and found usable. */
export interface Track {
  role: Role;
  key: string;
  /** Where the samples begin in the object, bytes. */
  dataOffsetBytes: number;
  /** Samples at 48 kHz. */
  sampleCount: number;
}

export function durationSeconds(sampleCount: number): number {
  return sampleCount / TRACK_FORMAT.sampleRateHz;
}

export function objectKeys(message: ProcessSessionMessage): ByRole<string> {
  return { host: message.hostKey, guest: message.guestKey };
}

/** Makes one value per track, one after the other. */
export async function forEachRole<T>(make: (role: Role) => Promise<T>): Promise<ByRole<T>> {
  return { host: await make('host'), guest: await make('guest') };
}
