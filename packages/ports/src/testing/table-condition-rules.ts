/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import type { Condition, Table } from '../table.ts';
import type { Rule } from './rule.ts';
import { tableRule, type ProbeRow, type TableSubject } from './table-probe.ts';

const RACERS = 50;

/** Whether an update under `when` goes through on a row with `attributes`; that it changed nothing if not. */
async function passes(
  table: Table<ProbeRow>,
  owner: string,
  attributes: Partial<ProbeRow>,
  when: Condition<ProbeRow>,
): Promise<boolean> {
  const row: ProbeRow = { owner, at: 'x', ...attributes };
  await table.put(row);
  const written = await table.update({ owner, at: 'x' }, { set: { detail: 'touched' }, when });
  const stored = await table.get({ owner, at: 'x' });
  expect(stored).toEqual(written === undefined ? row : { ...row, detail: 'touched' });
  return written !== undefined;
}

/** Conditional writes. */
export const TABLE_CONDITION_RULES: readonly Rule<TableSubject>[] = [
  tableRule('TAB-30', 'update with a condition that does not hold changes nothing', async (table, owner) => {
    await table.put({ owner, at: 'x', status: 'old', count: 1 });
    const change = { set: { status: 'new' }, add: { count: 1 }, when: { status: { is: 'other' } } };
    expect(await table.update({ owner, at: 'x' }, change)).toBeUndefined();
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', status: 'old', count: 1 });
  }),
  tableRule('TAB-31', '"is" holds for the same value of the same type only', async (table, owner) => {
    expect(await passes(table, owner, { status: '1' }, { status: { is: '1' } })).toBe(true);
    expect(await passes(table, owner, { count: 0 }, { count: { is: 0 } })).toBe(true);
    expect(await passes(table, owner, { open: false }, { open: { is: false } })).toBe(true);
    expect(await passes(table, owner, { status: '1' }, { status: { is: 1 } })).toBe(false);
    expect(await passes(table, owner, { count: 0 }, { count: { is: false } })).toBe(false);
    expect(await passes(table, owner, { status: 'A' }, { status: { is: 'a' } })).toBe(false);
    expect(await passes(table, owner, {}, { status: { is: '' } })).toBe(false);
    expect(await passes(table, owner, { open: null }, { open: { is: false } })).toBe(false);
  }),
  tableRule(
    'TAB-32',
    '"absent" holds for a missing attribute and for null, not for empty ones',
    async (table, owner) => {
      expect(await passes(table, owner, {}, { status: { absent: true } })).toBe(true);
      expect(await passes(table, owner, { status: null }, { status: { absent: true } })).toBe(true);
      expect(await passes(table, owner, { status: '' }, { status: { absent: true } })).toBe(false);
      expect(await passes(table, owner, { count: 0 }, { count: { absent: true } })).toBe(false);
      expect(await passes(table, owner, { open: false }, { open: { absent: true } })).toBe(false);
    },
  ),
  tableRule('TAB-33', '"absentOr" holds for missing, null and the value', async (table, owner) => {
    expect(await passes(table, owner, {}, { holder: { absentOr: 'me' } })).toBe(true);
    expect(await passes(table, owner, { holder: null }, { holder: { absentOr: 'me' } })).toBe(true);
    expect(await passes(table, owner, { holder: 'me' }, { holder: { absentOr: 'me' } })).toBe(true);
    expect(await passes(table, owner, { holder: 'you' }, { holder: { absentOr: 'me' } })).toBe(false);
  }),
  tableRule('TAB-34', 'every test of a condition must hold', async (table, owner) => {
    const when: Condition<ProbeRow> = { status: { is: 'a' }, count: { is: 1 }, holder: { absent: true } };
    expect(await passes(table, owner, { status: 'a', count: 1 }, when)).toBe(true);
    expect(await passes(table, owner, { status: 'b', count: 1 }, when)).toBe(false);
    expect(await passes(table, owner, { status: 'a', count: 2 }, when)).toBe(false);
    expect(await passes(table, owner, { status: 'a', count: 1, holder: 'me' }, when)).toBe(false);
  }),
  tableRule('TAB-35', 'of 50 concurrent updates that exclude each other exactly one wins', async (table, owner) => {
    await table.put({ owner, at: 'x', holder: null });
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, racer) =>
        table.update({ owner, at: 'x' }, { set: { holder: `racer-${racer}` }, when: { holder: { absent: true } } }),
      ),
    );
    const winners = answers.filter((answer) => answer !== undefined);
    expect(winners).toHaveLength(1);
    expect(await table.get({ owner, at: 'x' })).toEqual(winners[0]);
  }),
  tableRule(
    'TAB-36',
    'delete under a condition that does not hold says false and deletes nothing',
    async (table, owner) => {
      await table.put({ owner, at: 'x', status: 'kept' });
      expect(await table.delete({ owner, at: 'x' }, { status: { is: 'other' } })).toBe(false);
      expect(await table.get({ owner, at: 'x' })).toBeDefined();
      expect(await table.delete({ owner, at: 'x' }, { status: { is: 'kept' } })).toBe(true);
      expect(await table.get({ owner, at: 'x' })).toBeUndefined();
    },
  ),
];
