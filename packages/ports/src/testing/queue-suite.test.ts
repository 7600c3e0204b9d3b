import { ManualClock } from '@audio-studio/flow';
import { FakeQueues } from './fake-queues.ts';
import { queueContractSuite } from './queue-suite.ts';

queueContractSuite({
  name: 'FakeQueues',
  open: async () => {
    const clock = new ManualClock();
    return { queues: new FakeQueues(clock), advance: (byMs) => clock.advance(byMs) };
  },
  close: ({ queues }) => queues.close(),
});
