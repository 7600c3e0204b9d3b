import { runRules, type Rule, type SuiteOptions } from './rule.ts';
import { TABLE_CONDITION_RULES } from './table-condition-rules.ts';
import type { TableSubject } from './table-probe.ts';
import { TABLE_QUERY_RULES } from './table-query-rules.ts';
import { TABLE_WRITE_RULES } from './table-write-rules.ts';

export const TABLE_RULES: readonly Rule<TableSubject>[] = [
  ...TABLE_WRITE_RULES,
  ...TABLE_CONDITION_RULES,
  ...TABLE_QUERY_RULES,
];

/** What every adapter of `Tables` must pass. */
export function tableContractSuite<Subject extends TableSubject>(options: SuiteOptions<Subject>): void {
  runRules('Tables', TABLE_RULES, options);
}
