import {
  CLIENT_EVENTS,
  SERVER_EVENTS,
  SOCKET_EVENTS,
  timeSyncAckSchema,
  type ClientEvent,
  type ClientEventName,
  type Role,
  type ServerEvent,
  type ServerEventName,
  type TimeSyncAck,
} from '@audio-studio/contract';
import { Emitter, SnapshotStore, systemClock, type Clock } from '@audio-studio/flow';

/** What this client uses of a Socket.IO socket. */
export interface RoomSocket {
  readonly id?: string | undefined;
  readonly connected: boolean;
  /** False when it will not try again by itself. */
  readonly active: boolean;
  connect(): unknown;
  disconnect(): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  timeout(delayMs: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> };
  readonly io: { on(event: 'reconnect_failed', listener: () => void): unknown };
}

/**
 * - `connecting`: not connected yet · `online` · `offline`: lost, coming back by itself
 * - `refused`: the token was not accepted · `replaced`: the same person is here in another tab
 * - `full`: two others are in the meeting · `closed`: left
 */
export type RoomLink = 'connecting' | 'online' | 'offline' | 'refused' | 'replaced' | 'full' | 'closed';

export interface RoomStatus {
  link: RoomLink;
  /** What the server said when it refused. */
  refusal: string | null;
}

/** How this client takes part: a seat of its own, or only hearing what happens. */
export type Attendance = { kind: 'watch' } | { kind: 'join'; userId: string; role: Role };

type RoomEvents = { [Name in ServerEventName]: ServerEvent<Name> } & {
  /** A new connection stands: whatever hung on the old socket id is over. */
  connected: { socketId: string };
};

export interface RoomClientOptions {
  socket: RoomSocket;
  roomId: string;
  clock?: Clock;
  /** Told of an incoming event that is not as the contract says; it is dropped. */
  onMalformed?: (event: string) => void;
}

const QUIET_RETRY_MS = 5_000;
const TIME_SYNC_TIMEOUT_MS = 5_000;
const FINAL: ReadonlySet<RoomLink> = new Set(['refused', 'replaced', 'full', 'closed']);

/**
 * One meeting's socket, typed: every incoming event is checked against the contract before anyone hears
 * of it. After a reconnection it takes its place again by itself, and when the library's own attempts are
 * used up it goes on trying.
 */
export class RoomClient {
  readonly events = new Emitter<RoomEvents>();
  readonly status = new SnapshotStore<RoomStatus>({ link: 'connecting', refusal: null });
  readonly #socket: RoomSocket;
  readonly #roomId: string;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #attendance: Attendance = { kind: 'watch' };

  constructor({ socket, roomId, clock = systemClock, onMalformed = () => undefined }: RoomClientOptions) {
    this.#socket = socket;
    this.#roomId = roomId;
    this.#clock = clock;
    socket.on('connect', () => this.#handleConnected());
    socket.on('disconnect', (reason: string) => this.#handleDisconnected(reason));
    socket.on('connect_error', (error: Error & { data?: { code?: unknown } }) => this.#handleConnectError(error));
    socket.io.on('reconnect_failed', () => this.#retryQuietly());
    for (const name of Object.keys(SERVER_EVENTS) as ServerEventName[]) this.#listen(name, onMalformed);
  }

  get socketId(): string | undefined {
    return this.#socket.id;
  }

  get isOnline(): boolean {
    return this.status.get().link === 'online';
  }

  /** Connects; calling it again while connected is harmless. */
  open(): void {
    if (!this.#socket.connected) this.#socket.connect();
  }

  /** Changes how this client takes part, now and after every reconnection. */
  attend(attendance: Attendance): void {
    this.#attendance = attendance;
    if (this.isOnline) this.#takePlace();
  }

  /**
   * Sends now or not at all: what is said while offline would arrive late and before this client has its
   * place back. False when it was not sent.
   */
  send<Name extends ClientEventName>(name: Name, payload: ClientEvent<Name>): boolean {
    if (!this.isOnline) return false;
    const parsed = CLIENT_EVENTS[name].safeParse(payload);
    if (!parsed.success) return false;
    this.#socket.emit(name, parsed.data);
    return true;
  }

  /** One round trip of the clock measurement; null when it got no proper answer. */
  async exchangeTime(clientTimeMs: number): Promise<TimeSyncAck | null> {
    if (!this.isOnline) return null;
    try {
      const answer = await this.#socket
        .timeout(TIME_SYNC_TIMEOUT_MS)
        .emitWithAck(SOCKET_EVENTS.TIME_SYNC, { clientTimeMs });
      const parsed = timeSyncAckSchema.safeParse(answer);
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    if (!FINAL.has(this.status.get().link)) this.status.set({ link: 'closed' });
    this.#socket.disconnect();
    this.events.clear();
  }

  #handleConnected(): void {
    if (FINAL.has(this.status.get().link)) return;
    this.status.set({ link: 'online', refusal: null });
    this.events.emit('connected', { socketId: this.#socket.id ?? '' });
    this.#takePlace();
  }

  #takePlace(): void {
    const attendance = this.#attendance;
    if (attendance.kind === 'watch') this.send(SOCKET_EVENTS.WATCH_ROOM, { roomId: this.#roomId });
    else this.send(SOCKET_EVENTS.JOIN_ROOM, { roomId: this.#roomId, role: attendance.role, userId: attendance.userId });
  }

  #handleDisconnected(reason: string): void {
    if (FINAL.has(this.status.get().link)) return;
    this.status.set({ link: 'offline' });
    // The library takes a disconnect by the server for final; a restarting server is not.
    if (reason === 'io server disconnect') this.#retryQuietly();
  }

  #handleConnectError(error: Error & { data?: { code?: unknown } }): void {
    if (FINAL.has(this.status.get().link)) return;
    const code = error.data?.code;
    if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') this.#finish('refused', error.message);
    // Refused in passing (a full queue, a starting server): inactive, so nobody else would try again.
    else if (!this.#socket.active) this.#retryQuietly();
  }

  #retryQuietly(): void {
    this.#clock.sleep(QUIET_RETRY_MS, this.#closed.signal).then(
      () => {
        if (!FINAL.has(this.status.get().link)) this.open();
      },
      () => undefined,
    );
  }

  #finish(link: 'refused' | 'replaced' | 'full', refusal: string | null = null): void {
    this.status.set({ link, refusal });
    this.#closed.abort();
    this.#socket.disconnect();
  }

  #listen(name: ServerEventName, onMalformed: (event: string) => void): void {
    this.#socket.on(name, (payload: unknown) => {
      const schema = SERVER_EVENTS[name];
      if (schema === null) {
        this.#deliver(name, undefined);
        return;
      }
      const parsed = schema.safeParse(payload);
      if (parsed.success) this.#deliver(name, parsed.data);
      else onMalformed(name);
    });
  }

  #deliver(name: ServerEventName, payload: unknown): void {
    if (name === SOCKET_EVENTS.ROOM_FULL) this.#finish('full');
    if (name === SOCKET_EVENTS.DUPLICATE_SESSION) this.#finish('replaced');
    this.events.emit(name, payload as never);
  }
}
