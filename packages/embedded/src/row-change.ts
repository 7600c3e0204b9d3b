import { AppError } from '@audio-studio/contract';
import type { Change, Condition, Row, TableDefinition, Test } from '@audio-studio/ports';

/** Whether every test of `condition` holds on `row`. Null counts as absent. */
export function holds<R extends Row>(row: Row, condition: Condition<R> | undefined): boolean {
  return Object.entries<Test | undefined>(condition ?? {}).every(([attribute, test]) => {
    if (test === undefined) return true;
    const value = row[attribute] ?? undefined;
    if ('absent' in test) return value === undefined;
    if ('is' in test) return value === test.is;
    return value === undefined || value === test.absentOr;
  });
}

/** Rejects (VALIDATION_ERROR) a change that could be made to no row, before any row is looked at. */
export function checkChange<R extends Row>(definition: TableDefinition<R>, change: Change<R>): void {
  for (const attribute of [...Object.keys(change.set ?? {}), ...Object.keys(change.add ?? {})])
    if (attribute === definition.partitionKey || attribute === definition.sortKey)
      throw AppError.validation(`"${attribute}" is part of the key and cannot change`);
  for (const attribute of Object.keys(change.add ?? {}))
    if (change.set?.[attribute] !== undefined) throw AppError.validation(`"${attribute}" is both set and added to`);
}

/** `row` with `change` applied; an attribute set to undefined stays as it is. */
export function applyChange<R extends Row>(row: Row, change: Change<R>): Row {
  const next: Row = { ...row };
  for (const [attribute, value] of Object.entries(change.set ?? {})) if (value !== undefined) next[attribute] = value;
  for (const [attribute, amount] of Object.entries<number | undefined>(change.add ?? {})) {
    const before = row[attribute] ?? 0;
    if (typeof before !== 'number') throw AppError.validation(`"${attribute}" is not a number`);
    next[attribute] = before + (amount ?? 0);
  }
  return next;
}
