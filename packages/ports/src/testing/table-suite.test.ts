import { FakeTables } from './fake-tables.ts';
import { tableContractSuite } from './table-suite.ts';

tableContractSuite({
  name: 'FakeTables',
  open: async () => ({ tables: new FakeTables() }),
  close: ({ tables }) => tables.close(),
});
