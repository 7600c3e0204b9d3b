import { z } from 'zod';
import type { Key, Query, Row, Table, TableDefinition, Tables } from '../table.ts';
import { altered, expectRulesToNotice, type Breakage } from './breakage.ts';
import { FakeTables } from './fake-tables.ts';
import { setPatience } from './rule.ts';
import { PROBE_TABLE, type TableSubject } from './table-probe.ts';
import { TABLE_RULES } from './table-suite.ts';

setPatience(200);

/** Fake tables whose every table is changed. */
function tables(change: (table: Table<Row>) => Partial<Table<Row>>): () => TableSubject {
  return () => ({
    tables: altered<Tables>(new FakeTables(), (inner) => ({
      open: <R extends Row>(definition: TableDefinition<R>) =>
        altered(inner.open(definition) as unknown as Table<Row>, change) as unknown as Table<R>,
    })),
  });
}

/** Fake tables that open another definition than the one they are given. */
function definitions(change: (definition: TableDefinition<Row>) => Partial<TableDefinition<Row>>): () => TableSubject {
  return () => ({
    tables: altered<Tables>(new FakeTables(), (inner) => ({
      open: <R extends Row>(definition: TableDefinition<R>) => {
        const given = definition as unknown as TableDefinition<Row>;
        return inner.open({ ...given, ...change(given) }) as unknown as Table<R>;
      },
    })),
  });
}

const keyOf = (row: Row): Key => ({ owner: String(row.owner), at: String(row.at) });
const without = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

async function filtered(table: Table<Row>, query: Query, keep: (row: Row) => boolean) {
  const { rows } = await table.query(without({ ...query }, 'sort') as unknown as Query);
  return { rows: rows.filter(keep) };
}

const BREAKAGES: Breakage<TableSubject>[] = [
  {
    name: 'invents rows',
    breaks: ['TAB-01'],
    open: tables((t) => ({ get: async (key) => (await t.get(key)) ?? key })),
  },
  {
    name: 'forgets nulls',
    breaks: ['TAB-02'],
    open: tables((t) => ({
      get: async (key) => Object.fromEntries(Object.entries((await t.get(key))!).filter(([, value]) => value !== null)),
    })),
  },
  {
    name: 'merges on put',
    breaks: ['TAB-03'],
    open: tables((t) => ({ put: async (row) => t.put({ ...(await t.get(keyOf(row))), ...row }) })),
  },
  { name: 'puts nothing when absent', breaks: ['TAB-04'], open: tables(() => ({ putIfAbsent: async () => true })) },
  {
    name: 'replaces on putIfAbsent',
    breaks: ['TAB-05', 'TAB-06', 'TAB-18'],
    open: tables((t) => ({ putIfAbsent: (row) => t.put(row).then(() => true) })),
  },
  {
    name: 'looks first and writes later',
    breaks: ['TAB-06', 'TAB-10', 'TAB-35'],
    open: tables((t) => ({
      putIfAbsent: async (row) => {
        if ((await t.get(keyOf(row))) !== undefined) return false;
        await t.put(row);
        return true;
      },
      update: async (key, { set, add, when }) => {
        const row = await t.get(key);
        if (row === undefined || (when !== undefined && row.holder !== null)) return undefined;
        const count = Number(row.count ?? 0) + (add?.count ?? 0);
        await t.put({ ...row, ...set, count });
        return t.get(key);
      },
    })),
  },
  {
    name: 'answers updates with the row before',
    breaks: ['TAB-07'],
    open: tables((t) => ({
      update: async (key, change) => {
        const before = await t.get(key);
        await t.update(key, change);
        return before;
      },
    })),
  },
  {
    name: 'makes rows on update',
    breaks: ['TAB-08'],
    open: tables((t) => ({
      update: async (key, change) => {
        await t.putIfAbsent(key);
        return t.update(key, change);
      },
    })),
  },
  {
    name: 'takes undefined for null',
    breaks: ['TAB-09'],
    open: tables((t) => ({
      update: (key, change) => {
        const set = Object.fromEntries(Object.entries(change.set ?? {}).map(([name, value]) => [name, value ?? null]));
        return t.update(key, { ...change, set });
      },
    })),
  },
  {
    name: 'adds to nothing but numbers',
    breaks: ['TAB-11'],
    open: tables((t) => ({
      update: async (key, { add, ...change }) =>
        t.update(key, typeof (await t.get(key))?.count === 'number' ? { ...change, ...(add && { add }) } : change),
    })),
  },
  {
    name: 'passes over key attributes in a change',
    breaks: ['TAB-12'],
    open: tables((t) => ({
      update: (key, change) => t.update(key, { ...change, set: without(change.set ?? {}, 'owner', 'at') }),
    })),
  },
  { name: 'checks no schema', breaks: ['TAB-13'], open: definitions(() => ({ schema: z.looseObject({}) })) },
  {
    name: 'takes any object for a key',
    breaks: ['TAB-14'],
    open: tables((t) => ({ get: (key) => t.get({ owner: key.owner ?? '-', at: key.at || '-' }) })),
  },
  {
    name: 'says true to every delete',
    breaks: ['TAB-15', 'TAB-36'],
    open: tables((t) => ({ delete: (key, when) => t.delete(key, when).then(() => true) })),
  },
  {
    name: 'starts anew at each open',
    breaks: ['TAB-16'],
    open: () => ({
      tables: altered<Tables>(new FakeTables(), () => ({ open: (each) => new FakeTables().open(each) })),
    }),
  },
  { name: 'has one table for all', breaks: ['TAB-17'], open: definitions(() => ({ name: 'One' })) },
  { name: 'always has a sort key', breaks: ['TAB-18', 'TAB-60'], open: definitions(() => ({ sortKey: 'at' })) },
  {
    name: 'keeps what it was handed',
    breaks: ['TAB-19'],
    open: tables(() => {
      const kept = new Map<string, Row>();
      return {
        put: async (row) => void kept.set(JSON.stringify(keyOf(row)), row),
        get: async (key) => kept.get(JSON.stringify(keyOf(key))),
      };
    }),
  },
  {
    name: 'hears no signal',
    breaks: ['TAB-20'],
    open: tables((t) => ({ put: (row) => t.put(row), putIfAbsent: (row) => t.putIfAbsent(row) })),
  },
  {
    name: 'never passes its probe',
    breaks: ['TAB-21'],
    open: () => ({
      tables: altered<Tables>(new FakeTables(), () => ({ probe: () => Promise.reject(new Error('no')) })),
    }),
  },
  {
    name: 'heeds no condition',
    breaks: ['TAB-30', 'TAB-31', 'TAB-32', 'TAB-33', 'TAB-34', 'TAB-35', 'TAB-36'],
    open: tables((t) => ({
      update: (key, { set, add }) => t.update(key, { ...(set && { set }), ...(add && { add }) }),
      delete: (key) => t.delete(key),
    })),
  },
  {
    name: "sorts by JavaScript's order",
    breaks: ['TAB-50'],
    open: tables((t) => ({
      query: async (query) => ({
        rows: (await t.query(query)).rows.sort((a, b) => (String(a.at) < String(b.at) ? -1 : 1)),
      }),
    })),
  },
  {
    name: 'knows one direction',
    breaks: ['TAB-51', 'TAB-52'],
    open: tables((t) => ({ query: (query) => t.query({ ...query, newestFirst: false }) })),
  },
  {
    name: 'has no second page',
    breaks: ['TAB-52', 'TAB-59'],
    open: tables((t) => ({ query: async (query) => ({ rows: (await t.query(query)).rows }) })),
  },
  {
    name: 'continues by counting',
    breaks: ['TAB-53'],
    open: tables((t) => ({
      query: async ({ after, limit = 100, ...query }) => {
        const start = Number(after ?? 0);
        const { rows } = await t.query(query);
        const page = { rows: rows.slice(start, start + limit) };
        return rows.length > start + limit ? { ...page, next: String(start + limit) } : page;
      },
    })),
  },
  {
    name: 'takes a prefix for a pattern',
    breaks: ['TAB-54'],
    open: tables((t) => ({
      query: (query) => {
        if (query.sort === undefined || !('beginsWith' in query.sort)) return t.query(query);
        const like = query.sort.beginsWith.replaceAll('%', '.*').replaceAll('_', '.');
        return filtered(t, query, (row) => new RegExp(`^${like}`).test(String(row.at)));
      },
    })),
  },
  {
    name: 'leaves the end of a span out',
    breaks: ['TAB-55'],
    open: tables((t) => ({
      query: async (query) => {
        const end = query.sort !== undefined && 'to' in query.sort ? query.sort.to : undefined;
        const answer = await t.query(query);
        return { ...answer, rows: answer.rows.filter((row) => row.at !== end) };
      },
    })),
  },
  {
    name: 'gives index rows in order of the table',
    breaks: ['TAB-56'],
    open: tables((t) => ({
      query: async (query) => ({ rows: (await t.query(query)).rows.sort((a, b) => Number(a.at) - Number(b.at)) }),
    })),
  },
  {
    name: 'lists rows without sort key in an index',
    breaks: ['TAB-57'],
    open: definitions(() => ({ indexes: { HolderIndex: { partitionKey: 'holder' } } })),
  },
  {
    name: 'never refreshes an index',
    breaks: ['TAB-58'],
    open: tables((t) => {
      const seen = new Map<string, Awaited<ReturnType<typeof t.query>>>();
      return {
        query: async (query) => {
          const answer = seen.get(query.partition) ?? (await t.query(query));
          seen.set(query.partition, answer);
          return answer;
        },
      };
    }),
  },
  {
    name: 'continues an index after the sort key alone',
    breaks: ['TAB-59'],
    open: tables((t) => ({
      query: (query) =>
        query.after !== undefined && query.index !== undefined ? Promise.resolve({ rows: [] }) : t.query(query),
    })),
  },
  {
    name: 'reads the table where it knows no index',
    breaks: ['TAB-60'],
    open: tables((t) => ({
      query: (query) =>
        t.query(
          Object.hasOwn(PROBE_TABLE.indexes ?? {}, query.index ?? '')
            ? query
            : (without({ ...query }, 'index') as unknown as Query),
        ),
    })),
  },
];

expectRulesToNotice(TABLE_RULES, BREAKAGES);
