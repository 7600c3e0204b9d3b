import type { StatsAnswer } from '@audio-studio/contract';
import type { Table } from '@audio-studio/ports';
import type { StatsRow } from './tables.ts';

const KEY = { statKey: 'GLOBAL' };
const ZERO: StatsAnswer = { activeSessionCount: 0, activeRecordingCount: 0, activePairCount: 0 };

/** The three counters of the dashboard, changed only by atomic addition. */
export class Stats {
  readonly #rows: Table<StatsRow>;

  constructor(rows: Table<StatsRow>) {
    this.#rows = rows;
  }

  async add(delta: Partial<StatsAnswer>): Promise<void> {
    if (Object.values(delta).every((amount) => amount === 0)) return;
    if ((await this.#rows.update(KEY, { add: delta })) !== undefined) return;
    await this.#rows.putIfAbsent({ ...KEY, ...ZERO });
    await this.#rows.update(KEY, { add: delta });
  }

  /** Sets the counters to what a recount found. */
  async reset(counts: StatsAnswer): Promise<void> {
    await this.#rows.put({ ...KEY, ...counts });
  }

  async read(): Promise<StatsAnswer> {
    const row = await this.#rows.get(KEY);
    if (row === undefined) return ZERO;
    // A process that dies between a change and its counting leaves a counter behind: never show a negative one.
    return {
      activeSessionCount: Math.max(0, row.activeSessionCount),
      activeRecordingCount: Math.max(0, row.activeRecordingCount),
      activePairCount: Math.max(0, row.activePairCount),
    };
  }
}
