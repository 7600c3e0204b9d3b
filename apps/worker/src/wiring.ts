import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase, openFileObjectStore, openSqliteQueues } from '@audio-studio/embedded';
import type { Clock } from '@audio-studio/flow';
import type { ObjectStore, Queues } from '@audio-studio/ports';
import type { Config } from './config.ts';

export interface Adapters {
  queues: Queues;
  objects: ObjectStore;
  close(): Promise<void>;
}

/** The adapters the configuration asks for, on the same files as the server's. */
export async function openAdapters(config: Config, clock: Clock): Promise<Adapters> {
  const database = openDatabase(join(config.dataDir, 'studio.sqlite'));
  const queues = openSqliteQueues({ database, clock });
  const objects = await openFileObjectStore({
    root: join(config.dataDir, 'objects'),
    // A worker hands out no URLs, so what it would sign with is nobody's.
    baseUrl: 'http://localhost',
    secret: randomBytes(32).toString('base64url'),
    clock,
  });
  return {
    queues,
    objects,
    close: async () => {
      await queues.close();
      await objects.close();
      database.close();
    },
  };
}
