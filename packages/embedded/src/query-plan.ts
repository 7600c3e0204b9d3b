import { AppError } from '@audio-studio/contract';
import type { Query, Row, TableDefinition } from '@audio-studio/ports';
import { quoteIdentifier } from './database.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

interface IndexExpressions {
  partition: string;
  /** Absent for an index without sort key. */
  sort: string | undefined;
}

/** SQL that reads one attribute of the JSON body; the same text makes the index and the query, so SQLite matches them. */
export function attributeExpression(attribute: string): string {
  return `json_extract(body, '$.${quoteIdentifier(attribute)}')`;
}

interface QueryPlan {
  sql: string;
  parameters: (string | number)[];
  limit: number;
}

/**
 * One page of a query as SQL, one row longer than asked for: the extra row tells whether there is more.
 * `after` is where the last page stopped: the values of the order columns.
 */
export function planQuery<R extends Row>(definition: TableDefinition<R>, table: string, query: Query): QueryPlan {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw AppError.validation(`A query's limit is 1 to ${MAX_LIMIT}`);

  const source = keyExpressions(definition, query.index);
  const conditions = [`${source.partition} = ?`];
  const parameters: (string | number)[] = [query.partition];
  const sort = query.sort;
  if (source.sort === undefined) {
    if (sort !== undefined) throw AppError.validation('There is no sort key to bound');
  } else {
    // In SQLite's order of types NULL and numbers come before every text: this keeps out what has no sort key.
    conditions.push(`${source.sort} >= ?`);
    parameters.push(sort === undefined ? '' : 'beginsWith' in sort ? sort.beginsWith : (sort.from ?? ''));
    const end = sort !== undefined && 'beginsWith' in sort ? endOfPrefix(sort.beginsWith) : undefined;
    if (end !== undefined) {
      conditions.push(`${source.sort} < ?`);
      parameters.push(end);
    } else if (sort !== undefined && 'to' in sort && sort.to !== undefined) {
      conditions.push(`${source.sort} <= ?`);
      parameters.push(sort.to);
    }
  }

  const order = query.index === undefined ? ['sort'] : [source.sort ?? `''`, 'partition', 'sort'];
  if (query.after !== undefined) {
    conditions.push(
      `(${order.join(', ')}) ${query.newestFirst === true ? '<' : '>'} (${order.map(() => '?').join(', ')})`,
    );
    parameters.push(...decodeCursor(query.after, order.length));
  }
  const direction = query.newestFirst === true ? 'DESC' : 'ASC';
  const sql = [
    `SELECT body, json_array(${order.join(', ')}) AS position FROM ${table}`,
    `WHERE ${conditions.join(' AND ')}`,
    `ORDER BY ${order.map((column) => `${column} ${direction}`).join(', ')} LIMIT ?`,
  ].join(' ');
  return { sql, parameters: [...parameters, limit + 1], limit };
}

function keyExpressions<R extends Row>(definition: TableDefinition<R>, index: string | undefined): IndexExpressions {
  if (index === undefined)
    return { partition: 'partition', sort: definition.sortKey === undefined ? undefined : 'sort' };
  const found = Object.hasOwn(definition.indexes ?? {}, index) ? definition.indexes?.[index] : undefined;
  if (found === undefined) throw AppError.validation(`${definition.name} has no index "${index}"`);
  return {
    partition: attributeExpression(found.partitionKey),
    sort: found.sortKey === undefined ? undefined : attributeExpression(found.sortKey),
  };
}

/** The least string after all that begin with `prefix`; undefined when there is none. */
function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

function decodeCursor(cursor: string, columns: number): string[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && position.length === columns && position.every((each) => typeof each === 'string'))
      return position;
  } catch {
    // Said below: a cursor that is not JSON is no worse than one that is not ours.
  }
  throw AppError.validation('That is not where an earlier answer stopped');
}
