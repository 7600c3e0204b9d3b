/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { queryAll, type Query, type Table } from '../table.ts';
import { expectCode, until, type Rule } from './rule.ts';
import { SINGLE_KEY_TABLE, tableRule, type ProbeRow, type TableSubject } from './table-probe.ts';

async function putAll(table: Table<ProbeRow>, owner: string, sorts: readonly string[]): Promise<void> {
  for (const at of sorts) await table.put({ owner, at });
}

async function sortsOf(table: Table<ProbeRow>, query: Query): Promise<string[]> {
  return (await table.query(query)).rows.map((row) => row.at);
}

/** Index reads may lag: waits until the index holds as many rows as it should, then answers them. */
async function indexed(table: Table<ProbeRow>, query: Query, count: number): Promise<string[]> {
  await until(`the index holds ${count} rows`, async () => (await sortsOf(table, query)).length === count);
  return sortsOf(table, query);
}

const ASCENDING = ['2026-01-01', '2026-01-02', '2026-02-01', 'B', 'a', 'é', '\u{ff5e}', '😀'];

/** Queries by key and by index. */
export const TABLE_QUERY_RULES: readonly Rule<TableSubject>[] = [
  tableRule('TAB-50', 'query answers the partition in order of its sort key, by UTF-8 bytes', async (table, owner) => {
    await putAll(table, owner, ['a', '😀', 'B', '2026-02-01', 'é', '2026-01-02', '\u{ff5e}', '2026-01-01']);
    await putAll(table, `${owner}-other`, ['0', 'z']);
    expect(await sortsOf(table, { partition: owner })).toEqual(ASCENDING);
    expect(await table.query({ partition: `${owner}-none` })).toEqual({ rows: [] });
  }),
  tableRule('TAB-51', 'newestFirst turns the order round', async (table, owner) => {
    await putAll(table, owner, ASCENDING);
    expect(await sortsOf(table, { partition: owner, newestFirst: true })).toEqual(ASCENDING.toReversed());
  }),
  tableRule(
    'TAB-52',
    'pages give every row once, in either direction, and the last has no next',
    async (table, owner) => {
      const sorts = Array.from({ length: 23 }, (_, at) => `row-${String(at).padStart(2, '0')}`);
      await putAll(table, owner, sorts);
      for (const newestFirst of [false, true]) {
        const seen: string[] = [];
        for await (const row of queryAll(table, { partition: owner, newestFirst, limit: 5 })) seen.push(row.at);
        expect(seen).toEqual(newestFirst ? sorts.toReversed() : sorts);
      }
      const first = await table.query({ partition: owner, limit: 5 });
      expect(first.rows).toHaveLength(5);
      expect(first.next).toBeTypeOf('string');
      expect((await table.query({ partition: owner, limit: 100 })).next).toBeUndefined();
    },
  ),
  tableRule(
    'TAB-53',
    'a page goes on where the last one stopped, whatever was written meanwhile',
    async (table, owner) => {
      await putAll(table, owner, ['b', 'd', 'f']);
      const { next } = await table.query({ partition: owner, limit: 2 });
      await putAll(table, owner, ['a', 'a2', 'e']);
      await table.delete({ owner, at: 'd' });
      expect(await sortsOf(table, { partition: owner, after: next! })).toEqual(['e', 'f']);
    },
  ),
  tableRule(
    'TAB-54',
    'beginsWith means what it says, for characters with a meaning in patterns too',
    async (table, owner) => {
      await putAll(table, owner, [
        'a',
        'a%',
        'a%b',
        'a_',
        'a_#1',
        'ab',
        'A%',
        'b',
        '\u{d7ff}x',
        '\u{e000}x',
        '\u{10ffff}',
      ]);
      const beginningWith = (beginsWith: string) => sortsOf(table, { partition: owner, sort: { beginsWith } });
      expect(await beginningWith('a%')).toEqual(['a%', 'a%b']);
      expect(await beginningWith('a_')).toEqual(['a_', 'a_#1']);
      expect(await beginningWith('a')).toEqual(['a', 'a%', 'a%b', 'a_', 'a_#1', 'ab']);
      expect(await beginningWith('\u{d7ff}')).toEqual(['\u{d7ff}x']);
      expect(await beginningWith('\u{10ffff}')).toEqual(['\u{10ffff}']);
      expect(await beginningWith('zz')).toEqual([]);
    },
  ),
  tableRule('TAB-55', 'from and to are both included, and either may be missing', async (table, owner) => {
    await putAll(table, owner, ['a', 'b', 'c', 'd']);
    expect(await sortsOf(table, { partition: owner, sort: { from: 'b', to: 'c' } })).toEqual(['b', 'c']);
    expect(await sortsOf(table, { partition: owner, sort: { from: 'c' } })).toEqual(['c', 'd']);
    expect(await sortsOf(table, { partition: owner, sort: { to: 'b' }, newestFirst: true })).toEqual(['b', 'a']);
  }),
  tableRule('TAB-56', 'an index finds rows by its attribute, in order of its sort key', async (table, owner) => {
    const holder = `holder-${owner}`;
    await table.put({ owner, at: '1', holder, since: 'c' });
    await table.put({ owner: `${owner}-2`, at: '2', holder, since: 'a' });
    await table.put({ owner, at: '3', holder, since: 'b' });
    await table.put({ owner, at: '4', holder: `${holder}-other`, since: 'a' });
    const query = { index: 'HolderIndex', partition: holder };
    expect(await indexed(table, query, 3)).toEqual(['2', '3', '1']);
    expect(await sortsOf(table, { ...query, newestFirst: true })).toEqual(['1', '3', '2']);
    expect(await sortsOf(table, { ...query, sort: { from: 'b' } })).toEqual(['3', '1']);
  }),
  tableRule('TAB-57', 'a row without the attributes of an index is not in it', async (table, owner) => {
    const holder = `holder-${owner}`;
    await table.put({ owner, at: '1', holder: null, since: 'a' });
    await table.put({ owner, at: '2', since: 'a' });
    await table.put({ owner, at: '3', holder, since: null });
    await table.put({ owner, at: '4', holder, since: 'a' });
    expect(await indexed(table, { index: 'HolderIndex', partition: holder }, 1)).toEqual(['4']);
  }),
  tableRule('TAB-58', 'an index follows updates and deletes', async (table, owner) => {
    const status = `status-${owner}`;
    const query = { index: 'StatusIndex', partition: status };
    await table.put({ owner, at: '1', status });
    await table.put({ owner, at: '2', status: null });
    await indexed(table, query, 1);
    await table.update({ owner, at: '2' }, { set: { status } });
    expect((await indexed(table, query, 2)).sort()).toEqual(['1', '2']);
    await table.update({ owner, at: '1' }, { set: { status: null } });
    expect(await indexed(table, query, 1)).toEqual(['2']);
    await table.delete({ owner, at: '2' });
    expect(await indexed(table, query, 0)).toEqual([]);
  }),
  tableRule('TAB-59', 'pages of an index lose no rows that share a sort key', async (table, owner) => {
    const holder = `holder-${owner}`;
    const sorts = Array.from({ length: 11 }, (_, at) => `row-${String(at).padStart(2, '0')}`);
    for (const at of sorts) await table.put({ owner, at, holder, since: 'same' });
    const query = { index: 'HolderIndex', partition: holder };
    await indexed(table, query, sorts.length);
    for (const newestFirst of [false, true]) {
      const seen: string[] = [];
      for await (const row of queryAll(table, { ...query, newestFirst, limit: 3 })) seen.push(row.at);
      expect(seen.sort()).toEqual(sorts);
    }
  }),
  tableRule('TAB-60', 'a query that makes no sense is refused', async (table, owner, tables) => {
    await putAll(table, owner, ['a', 'b']);
    await expectCode(table.query({ partition: owner, index: 'NoSuchIndex' }), 'VALIDATION_ERROR');
    await expectCode(table.query({ partition: owner, index: 'constructor' }), 'VALIDATION_ERROR');
    await expectCode(table.query({ partition: owner, after: 'not a cursor' }), 'VALIDATION_ERROR');
    await expectCode(table.query({ partition: owner, limit: 0 }), 'VALIDATION_ERROR');
    await expectCode(table.query({ partition: owner, limit: 1.5 }), 'VALIDATION_ERROR');
    const single = tables.open(SINGLE_KEY_TABLE);
    await expectCode(single.query({ partition: owner, sort: { beginsWith: 'a' } }), 'VALIDATION_ERROR');
  }),
];
