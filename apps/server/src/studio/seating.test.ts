import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeTables } from '@audio-studio/ports/testing';
import { RecordedGateway } from '../testing/recorded-gateway.ts';
import { Seating } from './seating.ts';
import { Stats } from './stats.ts';
import { STUDIO_TABLES, type Occupant } from './tables.ts';

const MEETING = 'meeting';

function setUp() {
  const tables = new FakeTables();
  const stats = new Stats(tables.open(STUDIO_TABLES.stats));
  const gateway = new RecordedGateway();
  const seating = new Seating(tables.open(STUDIO_TABLES.seatings), stats, gateway);
  return { stats, gateway, seating };
}

const person = (userId: string, socketId: string): Occupant => ({
  userId,
  socketId,
  role: 'guest',
  userEmail: null,
  name: null,
  sessionId: `${userId}#now`,
});

type Step = { kind: 'come' | 'go'; user: number; tab: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('come', 'go'),
  user: fc.integer({ min: 0, max: 3 }),
  tab: fc.integer({ min: 0, max: 2 }),
});

test('whoever comes and goes in whatever order, some of it at once: at most two sit, and the counters agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 }), async (rounds) => {
      const { seating, stats, gateway } = setUp();
      const sockets = new Set<string>();
      const run = async ({ kind, user, tab }: Step) => {
        const socketId = `${user}.${tab}`;
        if (kind === 'come') {
          gateway.connected.add(socketId);
          sockets.add(socketId);
          await seating.take(MEETING, person(`user ${user}`, socketId));
        } else {
          gateway.connected.delete(socketId);
          await seating.release(MEETING, socketId);
        }
      };
      for (const round of rounds) {
        await Promise.all(round.map(run));
        const occupants = await seating.occupants(MEETING);
        expect(occupants.length).toBeLessThanOrEqual(2);
        expect(new Set(occupants.map(({ userId }) => userId)).size).toBe(occupants.length);
        expect(await stats.read()).toMatchObject({
          activeSessionCount: occupants.length,
          activePairCount: occupants.length === 2 ? 1 : 0,
        });
      }
      // Every socket ends, in the order they came to be.
      for (const socketId of sockets) await seating.release(MEETING, socketId);
      expect(await seating.occupants(MEETING)).toEqual([]);
      expect(await stats.read()).toMatchObject({ activeSessionCount: 0, activePairCount: 0 });
    }),
    { numRuns: 150 },
  );
});

test('a replaced socket cannot free the seat its person has on another one', async () => {
  const { seating, gateway } = setUp();
  gateway.connected.add('old').add('new');
  await seating.take(MEETING, person('a', 'old'));
  expect(await seating.take(MEETING, { ...person('a', 'new'), role: 'host' })).toMatchObject({
    kind: 'seated',
    replacedSocketId: 'old',
    occupant: { socketId: 'new', role: 'guest' },
  });
  expect(await seating.release(MEETING, 'old')).toBeUndefined();
  expect(await seating.occupants(MEETING)).toMatchObject([{ socketId: 'new' }]);
});

test('a seat of a live socket is never given away, one of a dead socket is', async () => {
  const { seating, gateway } = setUp();
  gateway.connected.add('1').add('2');
  await seating.take(MEETING, person('a', '1'));
  await seating.take(MEETING, person('b', '2'));
  expect(await seating.take(MEETING, person('c', '3'))).toEqual({ kind: 'full' });
  gateway.connected.delete('1');
  expect(await seating.take(MEETING, person('c', '3'))).toMatchObject({ kind: 'seated', evicted: [{ userId: 'a' }] });
});
