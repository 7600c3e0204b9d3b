import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingSchema } from '@audio-studio/contract';
import { tableContractSuite } from '@audio-studio/ports/testing';
import { openDatabase } from './database.ts';
import { openSqliteTables } from './sqlite-tables.ts';
import { nextMessage, startChild } from './testing/child.ts';
import { HOT_ADDITIONS, HOT_ROUND, RACE_MEETING, RACE_TABLE, raceKey, raceRow } from './testing/race-table.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

async function databaseFile(): Promise<string> {
  return join(await temporaryFolder(), 'deep', 'studio.db');
}

tableContractSuite({
  name: 'SqliteTables',
  open: async () => ({ tables: openSqliteTables({ file: await databaseFile(), prefix: 'test-' }) }),
  close: ({ tables }) => tables.close(),
});

describe('SqliteTables', () => {
  it('keeps its promises between processes', async () => {
    const file = await databaseFile();
    const [racers, rounds] = [4, 60];
    const children = Array.from({ length: racers }, (_, at) =>
      startChild('table-racer.ts', file, `racer-${at}`, String(rounds)),
    );
    await Promise.all(children.map((child) => nextMessage(child)));
    const results = await Promise.all(
      children.map((child) => {
        const result = nextMessage<{ inserted: number; claimed: number }>(child);
        child.send('go');
        return result;
      }),
    );
    expect(results.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(rounds);
    expect(results.reduce((sum, { claimed }) => sum + claimed, 0)).toBe(rounds);

    const tables = openSqliteTables({ file });
    const table = tables.open(RACE_TABLE);
    expect((await table.get(raceKey(HOT_ROUND)))?.sizeBytes).toBe(racers * HOT_ADDITIONS);
    await table.delete(raceKey(HOT_ROUND));
    const { rows } = await table.query({ partition: RACE_MEETING, limit: 1000 });
    expect(rows.map((row) => row.sizeBytes)).toEqual(Array.from({ length: rounds }, () => racers));
    await tables.close();
  }, 60_000);

  it('syncs at every commit, logs ahead, and lets nobody else read the file', async () => {
    const file = await databaseFile();
    const database = openDatabase(file);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    database.exec('CREATE TABLE t (x)');
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o077).toBe(0);
    database.close();
  });

  it('gives a definition that gains an index the rows from before', async () => {
    const file = await databaseFile();
    const before = openSqliteTables({ file });
    await before.open(RACE_TABLE).put({ ...raceRow(1, 'Ann'), uploadId: 'upload' });
    await before.close();
    const after = openSqliteTables({ file });
    const table = after.open({ ...RACE_TABLE, indexes: { UploadIndex: { partitionKey: 'uploadId' } } });
    expect((await table.query({ index: 'UploadIndex', partition: 'upload' })).rows).toHaveLength(1);
    await after.close();
  });

  it('uses its indexes', async () => {
    const database = openDatabase(await databaseFile());
    openSqliteTables({ database }).open({ ...RACE_TABLE, indexes: { UploadIndex: { partitionKey: 'uploadId' } } });
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN SELECT body FROM "Recordings" WHERE json_extract(body, '$."uploadId"') = ?`)
      .all('x');
    expect(JSON.stringify(plan)).toContain('Recordings.UploadIndex.uploadId');
    database.close();
  });

  it('keeps, on update, attributes only a newer version knows', async () => {
    const database = openDatabase(await databaseFile());
    const tables = openSqliteTables({ database });
    await tables.open({ ...RACE_TABLE, schema: recordingSchema.loose() }).put({ ...raceRow(1, 'Ann'), novelty: 7 });
    await tables.open(RACE_TABLE).update(raceKey(1), { set: { status: 'completed' } });
    const body = database.prepare<[], string>('SELECT body FROM "Recordings"').pluck().get();
    expect(JSON.parse(body!)).toMatchObject({ novelty: 7, status: 'completed' });
    database.close();
  });

  it('refuses a stored row that is not of the schema', async () => {
    const database = openDatabase(await databaseFile());
    const table = openSqliteTables({ database }).open(RACE_TABLE);
    await table.put(raceRow(1, 'Ann'));
    database.exec(`UPDATE "Recordings" SET body = json_set(body, '$.status', 'lost')`);
    await expect(table.get(raceKey(1))).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    await expect(table.query({ partition: RACE_MEETING })).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    database.close();
  });

  it('says UNAVAILABLE, and changes nothing, when the disk is full', async () => {
    const database = openDatabase(await databaseFile());
    const table = openSqliteTables({ database }).open(RACE_TABLE);
    await table.put(raceRow(1, 'Ann'));
    database.pragma(`max_page_count = ${String(database.pragma('page_count', { simple: true }))}`);
    const large = { ...raceRow(1, 'Ann'), filePath: 'x'.repeat(100_000) };
    await expect(table.put(large)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await table.get(raceKey(1))).toEqual(raceRow(1, 'Ann'));
    database.close();
  });

  it('says UNAVAILABLE of a file that is no database', async () => {
    const file = join(await temporaryFolder(), 'studio.db');
    writeFileSync(file, 'this is a text, and a longer one than a header would be'.repeat(20));
    expect(() => openSqliteTables({ file })).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
  });

  it('takes no name that would end its quotes', async () => {
    const database = openDatabase(await databaseFile());
    const tables = openSqliteTables({ database });
    expect(() => tables.open({ ...RACE_TABLE, name: 'x" (y); DROP TABLE "z' })).toThrow(/cannot name/);
    database.close();
  });
});
