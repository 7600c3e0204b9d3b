/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { AppError } from '@audio-studio/contract';
import type { Change } from '../table.ts';
import { expectCode, type Rule } from './rule.ts';
import { OTHER_TABLE, SINGLE_KEY_TABLE, tableRule, type ProbeRow, type TableSubject } from './table-probe.ts';

const RACERS = 50;

function racers<Result>(task: (racer: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: RACERS }, (_, racer) => task(racer)));
}

/** Reading and writing by key. */
export const TABLE_WRITE_RULES: readonly Rule<TableSubject>[] = [
  tableRule('TAB-01', 'get of a row that is not there is undefined', async (table, owner) => {
    expect(await table.get({ owner, at: 'x' })).toBeUndefined();
  }),
  tableRule('TAB-02', 'a row comes back as it was put, nulls and nested values too', async (table, owner) => {
    const row: ProbeRow = {
      owner,
      at: '2026-01-01T00:00:00.000Z',
      status: 'it\'s "quoted" – ünï 😀',
      holder: null,
      count: 9_007_199_254_740_991,
      open: false,
      detail: { list: [1, -0.5, 'two', null, true, { deep: [] }], 'odd key.': '' },
    };
    await table.put(row);
    expect(await table.get({ owner, at: row.at })).toEqual(row);
  }),
  tableRule('TAB-03', 'put replaces the whole row', async (table, owner) => {
    await table.put({ owner, at: 'x', status: 'old', count: 1 });
    await table.put({ owner, at: 'x', open: true });
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', open: true });
  }),
  tableRule('TAB-04', 'putIfAbsent writes a row that is not there', async (table, owner) => {
    expect(await table.putIfAbsent({ owner, at: 'x', status: 'new' })).toBe(true);
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', status: 'new' });
  }),
  tableRule('TAB-05', 'putIfAbsent on a row that is there says false and changes nothing', async (table, owner) => {
    await table.put({ owner, at: 'x', status: 'old' });
    expect(await table.putIfAbsent({ owner, at: 'x', status: 'new' })).toBe(false);
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', status: 'old' });
  }),
  tableRule('TAB-06', 'of 50 concurrent putIfAbsent exactly one wins, and its row stays', async (table, owner) => {
    const won = await racers((racer) => table.putIfAbsent({ owner, at: 'x', count: racer }));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await table.get({ owner, at: 'x' }))?.count).toBe(won.indexOf(true));
  }),
  tableRule('TAB-07', 'update changes what it names and answers with the row as written', async (table, owner) => {
    await table.put({ owner, at: 'x', status: 'old', count: 1, detail: { kept: true } });
    const written = await table.update({ owner, at: 'x' }, { set: { status: 'new', holder: null } });
    const expected = { owner, at: 'x', status: 'new', holder: null, count: 1, detail: { kept: true } };
    expect(written).toEqual(expected);
    expect(await table.get({ owner, at: 'x' })).toEqual(expected);
  }),
  tableRule('TAB-08', 'update of a row that is not there is undefined and makes none', async (table, owner) => {
    const change: Change<ProbeRow> = { set: { status: 'new' }, when: { holder: { absent: true } } };
    expect(await table.update({ owner, at: 'x' }, change)).toBeUndefined();
    expect(await table.get({ owner, at: 'x' })).toBeUndefined();
  }),
  tableRule('TAB-09', 'an attribute set to undefined stays as it is', async (table, owner) => {
    await table.put({ owner, at: 'x', status: 'old' });
    await table.update({ owner, at: 'x' }, { set: { status: undefined, count: 1 } });
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', status: 'old', count: 1 });
  }),
  tableRule('TAB-10', '100 concurrent additions of 1 make 100', async (table, owner) => {
    await table.put({ owner, at: 'x' });
    await racers(async () => {
      await table.update({ owner, at: 'x' }, { add: { count: 1 } });
      await table.update({ owner, at: 'x' }, { add: { count: 1 } });
    });
    expect((await table.get({ owner, at: 'x' }))?.count).toBe(2 * RACERS);
  }),
  tableRule('TAB-11', 'add starts a missing or null number at 0 and takes negative amounts', async (table, owner) => {
    await table.put({ owner, at: 'missing' });
    await table.put({ owner, at: 'null', count: null });
    expect((await table.update({ owner, at: 'missing' }, { add: { count: 3 } }))?.count).toBe(3);
    expect((await table.update({ owner, at: 'null' }, { add: { count: -2 } }))?.count).toBe(-2);
  }),
  tableRule('TAB-12', 'a change of a key attribute is refused and changes nothing', async (table, owner) => {
    await table.put({ owner, at: 'x', count: 1 });
    await expectCode(table.update({ owner, at: 'x' }, { set: { at: 'y', count: 2 } }), 'VALIDATION_ERROR');
    await expectCode(table.update({ owner, at: 'x' }, { set: { owner: 'z', count: 2 } }), 'VALIDATION_ERROR');
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', count: 1 });
    expect(await table.get({ owner, at: 'y' })).toBeUndefined();
  }),
  tableRule('TAB-13', 'a row that is not of the schema is refused and changes nothing', async (table, owner) => {
    const bad = { count: 'many' } as unknown as Partial<ProbeRow>;
    await table.put({ owner, at: 'x', count: 1 });
    await expectCode(table.put({ owner, at: 'x', ...bad }), 'VALIDATION_ERROR');
    await expectCode(table.putIfAbsent({ owner, at: 'y', ...bad }), 'VALIDATION_ERROR');
    await expectCode(table.update({ owner, at: 'x' }, { set: { status: 'new', ...bad } }), 'VALIDATION_ERROR');
    expect(await table.get({ owner, at: 'x' })).toEqual({ owner, at: 'x', count: 1 });
    expect(await table.get({ owner, at: 'y' })).toBeUndefined();
  }),
  tableRule('TAB-14', 'a key is exactly the key attributes, none of them empty', async (table, owner) => {
    await expectCode(table.get({ owner }), 'VALIDATION_ERROR');
    await expectCode(table.get({ owner, at: '' }), 'VALIDATION_ERROR');
    await expectCode(table.get({ owner, at: 'x', status: 'y' }), 'VALIDATION_ERROR');
    await expectCode(table.put({ owner: '', at: 'x' }), 'VALIDATION_ERROR');
    await expectCode(table.delete({ at: 'x' }), 'VALIDATION_ERROR');
  }),
  tableRule('TAB-15', 'delete takes the row away and says whether there was one', async (table, owner) => {
    await table.put({ owner, at: 'x' });
    await table.put({ owner, at: 'y' });
    expect(await table.delete({ owner, at: 'x' })).toBe(true);
    expect(await table.delete({ owner, at: 'x' })).toBe(false);
    expect(await table.get({ owner, at: 'x' })).toBeUndefined();
    expect(await table.get({ owner, at: 'y' })).toBeDefined();
  }),
  tableRule('TAB-16', 'opening a definition twice gives the same rows', async (table, owner, tables) => {
    await tables.open(OTHER_TABLE).put({ owner, at: 'x', status: 'there' });
    expect(await tables.open(OTHER_TABLE).get({ owner, at: 'x' })).toEqual({ owner, at: 'x', status: 'there' });
  }),
  tableRule('TAB-17', 'tables of different names share no rows', async (table, owner, tables) => {
    await table.put({ owner, at: 'x' });
    expect(await tables.open(OTHER_TABLE).get({ owner, at: 'x' })).toBeUndefined();
  }),
  tableRule('TAB-18', 'a table without sort key has one row per partition', async (_, owner, tables) => {
    const single = tables.open(SINGLE_KEY_TABLE);
    await single.put({ owner, at: 'first', count: 1 });
    expect(await single.putIfAbsent({ owner, at: 'second' })).toBe(false);
    expect(await single.update({ owner }, { add: { count: 1 } })).toEqual({ owner, at: 'first', count: 2 });
    expect((await single.query({ partition: owner })).rows).toHaveLength(1);
    expect(await single.delete({ owner })).toBe(true);
  }),
  tableRule('TAB-19', 'what a caller does to its objects afterwards changes no stored row', async (table, owner) => {
    const row: ProbeRow = { owner, at: 'x', detail: { list: [1] } };
    await table.put(row);
    (row.detail as { list: number[] }).list.push(2);
    const read = await table.get({ owner, at: 'x' });
    (read!.detail as { list: number[] }).list.push(3);
    expect((await table.get({ owner, at: 'x' }))?.detail).toEqual({ list: [1] });
  }),
  tableRule('TAB-20', 'an aborted call rejects with the reason and changes nothing', async (table, owner) => {
    const reason = AppError.of('UNAVAILABLE', 'no longer wanted');
    const signal = AbortSignal.abort(reason);
    await expect(table.put({ owner, at: 'x' }, signal)).rejects.toBe(reason);
    await expect(table.putIfAbsent({ owner, at: 'x' }, signal)).rejects.toBe(reason);
    expect(await table.get({ owner, at: 'x' })).toBeUndefined();
    await table.put({ owner, at: 'x', count: 1 });
    await expect(table.update({ owner, at: 'x' }, { add: { count: 1 } }, signal)).rejects.toBe(reason);
    await expect(table.delete({ owner, at: 'x' }, {}, signal)).rejects.toBe(reason);
    expect((await table.get({ owner, at: 'x' }))?.count).toBe(1);
  }),
  tableRule(
    'TAB-21',
    'a working database passes its probe; closing twice is harmless',
    async (_table, _owner, tables) => {
      await tables.probe();
      await tables.close();
      await tables.close();
    },
  ),
];
