import { openSqliteTables } from '../sqlite-tables.ts';
import { HOT_ADDITIONS, HOT_ROUND, RACE_TABLE, raceKey, raceRow } from './race-table.ts';

/** One of several processes that race each other for the rows of a file. Tells its parent what it won. */
const [file = '', racer = '', rounds = '0'] = process.argv.slice(2);
const tables = openSqliteTables({ file });
const table = tables.open(RACE_TABLE);
process.send!('ready');
process.once('message', async () => {
  let inserted = 0;
  let claimed = 0;
  for (let round = 0; round < Number(rounds); round += 1) {
    if (await table.putIfAbsent(raceRow(round, racer))) inserted += 1;
    await table.update(raceKey(round), { add: { sizeBytes: 1 } });
    const claim = await table.update(raceKey(round), {
      set: { uploadId: racer },
      when: { uploadId: { absent: true } },
    });
    if (claim !== undefined) claimed += 1;
  }
  await table.putIfAbsent(raceRow(HOT_ROUND, racer));
  for (let addition = 0; addition < HOT_ADDITIONS; addition += 1)
    await table.update(raceKey(HOT_ROUND), { add: { sizeBytes: 1 } });
  await tables.close();
  process.send!({ inserted, claimed }, () => process.disconnect());
});
