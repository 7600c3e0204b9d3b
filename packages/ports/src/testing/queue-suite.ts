import { QUEUE_CONSUMER_RULES } from './queue-consumer-rules.ts';
import { QUEUE_DELIVERY_RULES } from './queue-delivery-rules.ts';
import { QUEUE_ORDER_RULES } from './queue-order-rules.ts';
import type { QueueSubject } from './queue-probe.ts';
import { runRules, type Rule, type SuiteOptions } from './rule.ts';

export const QUEUE_RULES: readonly Rule<QueueSubject>[] = [
  ...QUEUE_DELIVERY_RULES,
  ...QUEUE_CONSUMER_RULES,
  ...QUEUE_ORDER_RULES,
];

/** What every adapter of `Queues` must pass. */
export function queueContractSuite<Subject extends QueueSubject>(options: SuiteOptions<Subject>): void {
  runRules('Queues', QUEUE_RULES, options);
}
