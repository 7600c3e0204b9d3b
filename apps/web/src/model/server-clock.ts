import { ClockSync } from '@audio-studio/capture';
import { systemClock, type Clock } from '@audio-studio/flow';
import type { RoomClient } from './room-client.ts';

const FIRST_EXCHANGES = 8;
const FIRST_PAUSE_MS = 150;
const LATER_PAUSE_MS = 10_000;

/** The server's time, kept by repeated exchanges over the room's socket for as long as it is open. */
export class ServerClock {
  readonly #sync = new ClockSync();
  readonly #clock: Clock;
  readonly #closed = new AbortController();

  constructor(room: Pick<RoomClient, 'exchangeTime'>, clock: Clock = systemClock) {
    this.#clock = clock;
    void this.#keep(room);
  }

  /**
   * Milliseconds since 1970 by the server's clock. Until the first exchange this device's own clock
   * stands in for it.
   */
  readonly nowMs = (): number => {
    if (this.#sync.sampleCount === 0) return this.#clock.nowMs();
    return this.#sync.toServerMs(this.#clock.monotonicMs());
  };

  get uncertaintyMs(): number {
    return this.#sync.uncertaintyMs;
  }

  close(): void {
    this.#closed.abort();
  }

  async #keep(room: Pick<RoomClient, 'exchangeTime'>): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const sentMs = this.#clock.monotonicMs();
      const answer = await room.exchangeTime(this.#clock.nowMs());
      if (answer !== null)
        this.#sync.addSample({ sentMs, serverMs: answer.serverTimeMs, receivedMs: this.#clock.monotonicMs() });
      const settled = this.#sync.sampleCount >= FIRST_EXCHANGES;
      const pauseMs = settled ? LATER_PAUSE_MS : answer === null ? 1_000 : FIRST_PAUSE_MS;
      await this.#clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}
