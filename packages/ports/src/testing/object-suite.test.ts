import { ManualClock } from '@audio-studio/flow';
import { FakeObjectStore } from './fake-object-store.ts';
import { objectStoreContractSuite } from './object-suite.ts';

objectStoreContractSuite({
  name: 'FakeObjectStore',
  open: async () => {
    const clock = new ManualClock();
    const store = new FakeObjectStore(clock);
    return { store, fetchSigned: store.fetch, advance: (byMs) => clock.advance(byMs) };
  },
  close: ({ store }) => store.close(),
});
