import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ManualClock } from '@audio-studio/flow';
import { openFileObjectStore, type FileObjectStore } from '../file-object-store.ts';
import { createObjectHandler, type ObjectHandlerOptions } from '../object-handler.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface ObjectServer {
  store: FileObjectStore;
  clock: ManualClock;
  root: string;
  baseUrl: string;
  server: Server;
  close: () => Promise<void>;
}

/** A store in a folder of its own behind a real HTTP server. */
export async function startObjectServer(options: ObjectHandlerOptions = {}): Promise<ObjectServer> {
  const root = await temporaryFolder();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new ManualClock();
  const store = await openFileObjectStore({ root, baseUrl, secret: 'a secret of the tests', clock });
  server.on('request', createObjectHandler(store, options));
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await store.close();
  };
  return { store, clock, root, baseUrl, server, close };
}
