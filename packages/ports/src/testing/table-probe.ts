import { z } from 'zod';
import type { Table, TableDefinition, Tables } from '../table.ts';
import type { Rule } from './rule.ts';

/** What the rules of `Tables` run on. */
export interface TableSubject {
  tables: Tables;
}

const probeRowSchema = z.object({
  owner: z.string(),
  at: z.string(),
  status: z.string().nullish(),
  holder: z.string().nullish(),
  since: z.string().nullish(),
  count: z.number().nullish(),
  open: z.boolean().nullish(),
  detail: z.json().optional(),
});
export type ProbeRow = z.infer<typeof probeRowSchema>;

export const PROBE_TABLE: TableDefinition<ProbeRow> = {
  name: 'ContractProbe',
  schema: probeRowSchema,
  partitionKey: 'owner',
  sortKey: 'at',
  indexes: {
    HolderIndex: { partitionKey: 'holder', sortKey: 'since' },
    StatusIndex: { partitionKey: 'status' },
  },
};

export const OTHER_TABLE: TableDefinition<ProbeRow> = { ...PROBE_TABLE, name: 'ContractProbeOther' };

export const SINGLE_KEY_TABLE: TableDefinition<ProbeRow> = {
  name: 'ContractProbeSingle',
  schema: probeRowSchema,
  partitionKey: 'owner',
};

/** A rule on the probe table. `owner` is a partition nobody else uses: adapters may keep tables between rules. */
export function tableRule(
  id: string,
  title: string,
  run: (table: Table<ProbeRow>, owner: string, tables: Tables) => Promise<void>,
): Rule<TableSubject> {
  return {
    id,
    title,
    run: async ({ tables }) => run(tables.open(PROBE_TABLE), `owner-${crypto.randomUUID()}`, tables),
  };
}
