import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  createObjectHandler,
  openDatabase,
  openFileObjectStore,
  openSqliteQueues,
  openSqliteTables,
  type SqliteDatabase,
} from '@audio-studio/embedded';
import { AppError } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { ObjectStore, Queues, Tables } from '@audio-studio/ports';
import type { Config } from './config.ts';
import type { ObjectHandler } from './http/app.ts';
import type { Logger } from './log.ts';

const TABLE_PREFIX = 'AudioStudio_';
/** No write goes on for longer than this; what is older was left by a process that died. */
const UNFINISHED_FOR_MS = 24 * 3600 * 1000;

export interface Adapters {
  tables: Tables;
  objects: ObjectStore;
  queues: Queues;
  objectHandler: ObjectHandler | undefined;
  /** See `ServerDeps.ownsTables`. */
  ownsTables: boolean;
  close(): Promise<void>;
}

/** The tables alone, for commands that need nothing else. */
export function openTables(config: Config): Tables {
  return openSqliteTables({ file: databaseFile(config), prefix: TABLE_PREFIX });
}

/** The adapters the configuration asks for. The only place that knows which ones there are. */
export async function openAdapters(
  config: Config,
  deps: { jwtSecret: string; clock: Clock; log: Logger },
): Promise<Adapters> {
  const { jwtSecret, clock, log } = deps;
  const lock = config.roles.has('web') ? lockDataFolder(config) : undefined;
  const database = openDatabase(databaseFile(config));
  const tables = openSqliteTables({ database, prefix: TABLE_PREFIX });
  const queues = openSqliteQueues({ database, clock });
  const objects = await openFileObjectStore({
    root: join(config.dataDir, 'objects'),
    baseUrl: config.publicUrl,
    // A key of its own: a signed URL must never be good as a token, nor a token as a signature.
    secret: createHmac('sha256', jwtSecret).update('audio-studio object urls').digest('base64url'),
    clock,
  });
  const swept = await objects.sweep(UNFINISHED_FOR_MS);
  if (swept > 0) log.info({ swept }, 'Swept what unfinished writes left');
  const objectHandler = createObjectHandler(objects, {
    allowedOrigins: [...config.corsOrigins, ...loopbackOrigins(config.publicUrl)],
    onError: (err) => log.error({ err }, 'An object request failed'),
  });
  return {
    tables,
    objects,
    queues,
    objectHandler,
    ownsTables: lock !== undefined,
    close: async () => {
      await queues.close();
      await objects.close();
      await tables.close();
      database.close();
      lock?.close();
    },
  };
}

/**
 * Keeps a second web server off the same data: at its start it would take everyone connected to the
 * first for left over by a crash. Held by a database transaction, which ends with the process however
 * that ends.
 */
function lockDataFolder({ dataDir }: Config): SqliteDatabase {
  const lock = openDatabase(join(dataDir, 'web-server.lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    throw AppError.unavailable(`Another server is using the data in ${dataDir}. Stop it, or set DATA_DIR.`);
  }
}

/** `localhost` and `127.0.0.1` are one machine but two origins: a page opened by either may upload. */
function loopbackOrigins(publicUrl: string): string[] {
  const { protocol, hostname, port } = new URL(publicUrl);
  const names = ['localhost', '127.0.0.1'];
  return names.includes(hostname) ? names.map((name) => new URL(`${protocol}//${name}:${port}`).origin) : [];
}

function databaseFile(config: Config): string {
  return join(config.dataDir, 'studio.sqlite');
}
