import { AppError } from '@audio-studio/contract';
import type { Row, TableDefinition } from '@audio-studio/ports';

/** Longest key attribute, UTF-8 bytes: DynamoDB's bound on a sort key, so that rows can move there. */
const MAX_KEY_BYTES = 1024;

/** The two key columns of a row; a table without sort key has '' there. */
export interface RowKey {
  partition: string;
  sort: string;
}

/** Reads the key attributes of a row or a `Key`. Rejects (VALIDATION_ERROR) a missing, empty or oversize one. */
export function rowKey<R extends Row>(definition: TableDefinition<R>, row: Row): RowKey {
  return {
    partition: keyAttribute(row, definition.partitionKey),
    sort: definition.sortKey === undefined ? '' : keyAttribute(row, definition.sortKey),
  };
}

/** As `rowKey`, and nothing but the key attributes may be there. */
export function exactKey<R extends Row>(definition: TableDefinition<R>, key: Row): RowKey {
  const extra = Object.keys(key).find((name) => name !== definition.partitionKey && name !== definition.sortKey);
  if (extra !== undefined) throw AppError.validation(`"${extra}" is not part of the key of ${definition.name}`);
  return rowKey(definition, key);
}

function keyAttribute(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== 'string' || value === '') throw AppError.validation(`Key attribute "${name}" is missing`);
  if (Buffer.byteLength(value) > MAX_KEY_BYTES) throw AppError.validation(`Key attribute "${name}" is too long`);
  return value;
}
