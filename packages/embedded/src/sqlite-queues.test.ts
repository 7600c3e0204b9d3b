import { join } from 'node:path';
import { ManualClock } from '@audio-studio/flow';
import { queueContractSuite } from '@audio-studio/ports/testing';
import { openSqliteQueues } from './sqlite-queues.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

queueContractSuite({
  name: 'SqliteQueues',
  open: async () => {
    const clock = new ManualClock();
    const queues = openSqliteQueues({ file: join(await temporaryFolder(), 'studio.db'), clock });
    return { queues, advance: (byMs) => clock.advance(byMs) };
  },
  close: ({ queues }) => queues.close(),
});
