import { io, type Socket } from 'socket.io-client';
import type {
  ClientEvent,
  ClientEventName,
  ServerEvent,
  ServerEventName,
  SocketError,
  TimeSyncAck,
} from '@audio-studio/contract';

const PATIENCE_MS = 5_000;

interface Received {
  event: string;
  payload: unknown;
}

/** A connected client that remembers what it was sent, so that no test misses an event by looking too late. */
export class TestSocket {
  readonly raw: Socket;
  readonly received: Received[] = [];
  #waiting: (() => void)[] = [];

  private constructor(raw: Socket) {
    this.raw = raw;
    raw.onAny((event: string, payload: unknown) => {
      this.received.push({ event, payload });
      this.#wake();
    });
    raw.on('disconnect', () => this.#wake());
  }

  /** Rejects with what the server said when it does not let the socket in. */
  static async connect(url: string, token: unknown): Promise<TestSocket> {
    const raw = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
    const socket = new TestSocket(raw);
    await new Promise<void>((resolve, reject) => {
      raw.once('connect', resolve);
      raw.once('connect_error', (error) => {
        raw.close();
        reject(error);
      });
    });
    return socket;
  }

  get id(): string {
    return this.raw.id ?? '';
  }

  send<Name extends ClientEventName>(event: Name, payload: ClientEvent<Name>): void {
    this.raw.emit(event, payload);
  }

  /** The oldest event of that name not taken yet. */
  async next<Name extends ServerEventName>(
    event: Name,
    matches: (payload: ServerEvent<Name>) => boolean = () => true,
  ): Promise<ServerEvent<Name>> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const index = this.received.findIndex(
        (each) => each.event === event && matches(each.payload as ServerEvent<Name>),
      );
      if (index >= 0) return this.received.splice(index, 1)[0]!.payload as ServerEvent<Name>;
      const seen = this.received.map((each) => each.event).join(', ');
      await this.#changed(deadline, `"${event}" did not come; there are: ${seen}`);
    }
  }

  async nextError(): Promise<SocketError> {
    return this.next('error');
  }

  /** Whether an event of that name has come, once everything sent before now has arrived. */
  async hasReceived(event: ServerEventName): Promise<boolean> {
    await this.fence();
    return this.received.some((each) => each.event === event);
  }

  /** One round trip: afterwards everything the server sent earlier is here. */
  fence(patienceMs = PATIENCE_MS): Promise<TimeSyncAck> {
    return this.raw.timeout(patienceMs).emitWithAck('time-sync', { clientTimeMs: 1 }) as Promise<TimeSyncAck>;
  }

  async disconnected(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (this.raw.connected) await this.#changed(deadline, 'The socket is still connected');
  }

  close(): void {
    this.raw.close();
  }

  async #changed(deadline: number, complaint: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      timer = setTimeout(() => reject(new Error(complaint)), deadline - Date.now());
    }).finally(() => clearTimeout(timer));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
