import { join } from 'node:path';
import { tableContractSuite } from '@audio-studio/ports/testing';
import { openSqliteTables } from './sqlite-tables.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

tableContractSuite({
  name: 'SqliteTables',
  open: async () => ({ tables: openSqliteTables({ file: join(await temporaryFolder(), 'studio.db') }) }),
  close: ({ tables }) => tables.close(),
});
