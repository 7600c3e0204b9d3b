import { LIMITS } from '@audio-studio/contract';
import type { Table } from '@audio-studio/ports';
import type { RoomGateway } from './room-gateway.ts';
import type { Stats } from './stats.ts';
import type { Occupant, SeatingRow } from './tables.ts';

export type SeatOutcome =
  | {
      kind: 'seated';
      occupant: Occupant;
      /** The socket this person had before, when they were seated already. */
      replacedSocketId?: string;
      /** Who lost a seat because their socket is gone everywhere. */
      evicted: Occupant[];
    }
  | { kind: 'full' };

/**
 * The two seats of each meeting. All of a room's seats are one row, and every change names the version
 * it read: however many come at once, no two can be given the same seat.
 */
export class Seating {
  readonly #rows: Table<SeatingRow>;
  readonly #stats: Stats;
  readonly #gateway: Pick<RoomGateway, 'isConnected'>;

  constructor(rows: Table<SeatingRow>, stats: Stats, gateway: Pick<RoomGateway, 'isConnected'>) {
    this.#rows = rows;
    this.#stats = stats;
    this.#gateway = gateway;
  }

  async occupants(meetingId: string): Promise<Occupant[]> {
    return (await this.#rows.get({ meetingId }))?.occupants ?? [];
  }

  /** Seats the newcomer. Who has a seat already keeps it, with role and address, on the new socket. */
  async take(meetingId: string, newcomer: Occupant): Promise<SeatOutcome> {
    for (;;) {
      const row = await this.#read(meetingId);
      const mine = row.occupants.find((other) => other.userId === newcomer.userId);
      const occupant = mine === undefined ? newcomer : { ...mine, socketId: newcomer.socketId };
      let others = row.occupants.filter((other) => other.userId !== newcomer.userId);
      const evicted: Occupant[] = [];
      if (others.length >= LIMITS.MAX_PARTICIPANTS) {
        for (const other of others) if (!(await this.#gateway.isConnected(other.socketId))) evicted.push(other);
        others = others.filter((other) => !evicted.includes(other));
      }
      if (others.length >= LIMITS.MAX_PARTICIPANTS) return { kind: 'full' };
      if (!(await this.#replace(row, [...others, occupant]))) continue;
      return mine === undefined || mine.socketId === newcomer.socketId
        ? { kind: 'seated', occupant, evicted }
        : { kind: 'seated', occupant, evicted, replacedSocketId: mine.socketId };
    }
  }

  /** Frees the seat this socket holds; undefined when it holds none (any more). */
  async release(meetingId: string, socketId: string): Promise<Occupant | undefined> {
    for (;;) {
      const row = await this.#rows.get({ meetingId });
      const leaving = row?.occupants.find((occupant) => occupant.socketId === socketId);
      if (row === undefined || leaving === undefined) return undefined;
      if (
        await this.#replace(
          row,
          row.occupants.filter((occupant) => occupant !== leaving),
        )
      ) {
        return leaving;
      }
    }
  }

  async #read(meetingId: string): Promise<SeatingRow> {
    const row = await this.#rows.get({ meetingId });
    if (row !== undefined) return row;
    await this.#rows.putIfAbsent({ meetingId, version: 0, occupants: [], occupied: null });
    return (await this.#rows.get({ meetingId })) ?? this.#read(meetingId);
  }

  async #replace(row: SeatingRow, occupants: Occupant[]): Promise<boolean> {
    const changed = await this.#rows.update(
      { meetingId: row.meetingId },
      {
        set: { occupants, occupied: occupants.length > 0 ? 'yes' : null },
        add: { version: 1 },
        when: { version: { is: row.version } },
      },
    );
    if (changed === undefined) return false;
    await this.#stats.add({
      activeSessionCount: occupants.length - row.occupants.length,
      activePairCount: pairs(occupants) - pairs(row.occupants),
    });
    return true;
  }
}

function pairs(occupants: readonly Occupant[]): number {
  return occupants.length >= LIMITS.MAX_PARTICIPANTS ? 1 : 0;
}
