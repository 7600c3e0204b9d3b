export { openDatabase, type DatabaseSource, type SqliteDatabase } from './database.ts';
export { FileObjectStore, openFileObjectStore, type FileObjectStoreOptions } from './file-object-store.ts';
export { createObjectHandler, type ObjectHandlerOptions } from './object-handler.ts';
export { openSqliteQueues, SqliteQueues, type SqliteQueuesOptions } from './sqlite-queues.ts';
export { openSqliteTables, SqliteTables, type SqliteTablesOptions } from './sqlite-tables.ts';
