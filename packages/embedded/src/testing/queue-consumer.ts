import { openSqliteQueues } from '../sqlite-queues.ts';
import { CRASH_QUEUE } from './crash-queue.ts';

/** A process that takes a message, says so, and never finishes it. */
const [file = ''] = process.argv.slice(2);
const queues = openSqliteQueues({ file });
await queues.open(CRASH_QUEUE).consume(
  () => {
    process.send!('taken');
    return new Promise(() => undefined);
  },
  { signal: new AbortController().signal },
);
