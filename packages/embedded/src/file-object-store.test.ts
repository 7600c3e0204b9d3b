import { objectStoreContractSuite } from '@audio-studio/ports/testing';
import { startObjectServer } from './testing/object-server.ts';

objectStoreContractSuite({
  name: 'FileObjectStore behind HTTP',
  open: async () => {
    const server = await startObjectServer();
    return { ...server, fetchSigned: fetch, advance: (byMs: number) => server.clock.advance(byMs) };
  },
  close: (server) => server.close(),
});
