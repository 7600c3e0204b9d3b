import type { Clock } from '@audio-studio/flow';
import type { Table } from '@audio-studio/ports';
import { memberId, type MemberPrincipal } from './meeting-access.ts';
import type { PresenceRow } from './tables.ts';

/** What comes within this time of the last note changes nothing worth writing. */
const MAX_NOTE_INTERVAL_MS = 30_000;
/** Members remembered as just noted; more than are ever here at once. */
const MAX_REMEMBERED = 10_000;

/**
 * When something last *came* from a member of a meeting: a socket's frame (the answer to a ping is one) or
 * a request for an upload. What the server sends says nothing of whether anyone is there to hear it.
 */
export class Presences {
  readonly #rows: Table<PresenceRow>;
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #noteIntervalMs: number;
  readonly #noted = new Map<string, number>();

  /** @param goneAfterMs what silence is held against: notes are taken several times in it */
  constructor(rows: Table<PresenceRow>, clock: Clock, goneAfterMs: number) {
    this.#noteIntervalMs = Math.min(MAX_NOTE_INTERVAL_MS, goneAfterMs / 3);
    this.#rows = rows;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
  }

  /** Cheap enough for every frame: writes at most twice a minute per member and meeting. */
  async note(meetingId: string, principal: MemberPrincipal): Promise<void> {
    const member = memberId(principal);
    const key = `${meetingId} ${member}`;
    const nowMs = this.#clock.nowMs();
    const notedMs = this.#noted.get(key);
    if (notedMs !== undefined && nowMs >= notedMs && nowMs - notedMs < this.#noteIntervalMs) return;
    if (this.#noted.size >= MAX_REMEMBERED) this.#noted.clear();
    this.#noted.set(key, nowMs);
    await this.#rows.put({ meetingId, member, lastSeenAt: new Date(nowMs).toISOString() });
  }

  /**
   * How long nothing has come from `member`, milliseconds. Time in which this process was not there to hear
   * anything does not count.
   */
  async silentForMs(meetingId: string, member: string): Promise<number> {
    const row = await this.#rows.get({ meetingId, member });
    const lastSeenMs = row === undefined ? 0 : Date.parse(row.lastSeenAt);
    return this.#clock.nowMs() - Math.max(lastSeenMs, this.#startedMs);
  }
}
