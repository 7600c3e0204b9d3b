import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.ts';

const AHEAD_MS = 90_000;

describe('ServerClock', () => {
  it('stands in with this device’s clock, then follows the server’s', async () => {
    const clock = new ManualClock();
    let online = false;
    const server = new ServerClock(
      {
        exchangeTime: async (clientTimeMs) =>
          online ? { clientTimeMs, serverTimeMs: clock.nowMs() + AHEAD_MS } : null,
      },
      clock,
    );
    await clock.advance(3_000);
    expect(server.nowMs()).toBe(clock.nowMs());
    online = true;
    await clock.advance(3_000);
    expect(server.nowMs()).toBe(clock.nowMs() + AHEAD_MS);
    server.close();
  });

  it('asks often at first, seldom later, and never once closed', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const exchangeTime = async (clientTimeMs: number) => {
      asked += 1;
      return { clientTimeMs, serverTimeMs: clock.nowMs() };
    };
    const server = new ServerClock({ exchangeTime }, clock);
    await clock.advance(2_000);
    expect(asked).toBe(8);
    await clock.advance(20_000);
    expect(asked).toBe(10);
    server.close();
    await clock.advance(60_000);
    expect(asked).toBe(10);
  });
});
