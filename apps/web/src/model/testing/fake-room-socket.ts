import type { RoomSocket } from '../room-client.ts';

/** A Socket.IO socket whose server is the test. */
export class FakeRoomSocket implements RoomSocket {
  id: string | undefined;
  connected = false;
  active = true;
  connects = 0;
  readonly sent: { event: string; payload: unknown }[] = [];
  ack: (event: string, payload: unknown) => Promise<unknown> = () => Promise.reject(new Error('timeout'));
  readonly #listeners = new Map<string, ((...args: never[]) => void)[]>();
  #reconnectFailed: () => void = () => undefined;
  readonly io = {
    on: (_event: 'reconnect_failed', listener: () => void) => {
      this.#reconnectFailed = listener;
    },
  };

  connect(): void {
    this.connects += 1;
  }

  disconnect(): void {
    this.connected = false;
    this.active = false;
  }

  on(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  emit(event: string, payload: unknown): void {
    this.sent.push({ event, payload });
  }

  timeout(): { emitWithAck(event: string, payload: unknown): Promise<unknown> } {
    return { emitWithAck: (event, payload) => this.ack(event, payload) };
  }

  /** Something arrives. */
  deliver(event: string, payload?: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (payload: unknown) => void)(payload);
  }

  becomeConnected(id = 'own-socket'): void {
    this.id = id;
    this.connected = true;
    this.deliver('connect');
  }

  becomeDisconnected(reason = 'transport close'): void {
    this.connected = false;
    this.deliver('disconnect', reason);
  }

  failReconnecting(): void {
    this.#reconnectFailed();
  }

  sentOf(event: string): unknown[] {
    return this.sent.filter((message) => message.event === event).map(({ payload }) => payload);
  }
}
