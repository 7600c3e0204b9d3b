import { OBJECT_MULTIPART_RULES } from './object-multipart-rules.ts';
import type { ObjectSubject } from './object-probe.ts';
import { OBJECT_SIGNED_RULES } from './object-signed-rules.ts';
import { OBJECT_WRITE_RULES } from './object-write-rules.ts';
import { runRules, type Rule, type SuiteOptions } from './rule.ts';

export const OBJECT_RULES: readonly Rule<ObjectSubject>[] = [
  ...OBJECT_WRITE_RULES,
  ...OBJECT_MULTIPART_RULES,
  ...OBJECT_SIGNED_RULES,
];

/** What every adapter of `ObjectStore` must pass. */
export function objectStoreContractSuite<Subject extends ObjectSubject>(options: SuiteOptions<Subject>): void {
  runRules('ObjectStore', OBJECT_RULES, options);
}
