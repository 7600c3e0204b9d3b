import { AppError, CLIENT_EVENTS, type ClientEvent, type ClientEventName } from '@audio-studio/contract';
import { KeyedLock, type Clock } from '@audio-studio/flow';
import type { Logger } from '../../log.ts';
import type { Studio } from '../studio.ts';
import type { RoomServer, RoomSocket, Seat } from './room-socket.ts';

export interface RoomDeps {
  io: RoomServer;
  studio: Studio;
  clock: Clock;
  log: Logger;
}

type Handler<Name extends ClientEventName> = (
  payload: ClientEvent<Name>,
  acknowledge: (answer: unknown) => void,
) => unknown;

/**
 * One socket and what its handlers share. Each concern registers its events with `on`: a payload that is
 * not as the contract says, and anything a handler rejects with, is answered by an `error` event.
 */
export class RoomConnection {
  readonly socket: RoomSocket;
  readonly deps: RoomDeps;
  readonly #lock = new KeyedLock();
  readonly #running = new Set<Promise<void>>();

  constructor(socket: RoomSocket, deps: RoomDeps) {
    this.socket = socket;
    this.deps = deps;
  }

  on<Name extends ClientEventName>(event: Name, handle: Handler<Name>): void {
    const name: string = event;
    this.socket.on(name, (...received: unknown[]) => {
      const acknowledge = received.at(-1);
      this.#track(async () => {
        const payload = CLIENT_EVENTS[event].safeParse(received[0]);
        if (!payload.success) {
          const where = payload.error.issues[0]?.path.join('.') ?? '';
          throw AppError.validation(`"${event}" was not understood${where === '' ? '' : `: ${where}`}.`);
        }
        await handle(
          payload.data as ClientEvent<Name>,
          typeof acknowledge === 'function' ? (acknowledge as () => void) : () => undefined,
        );
      });
    });
  }

  /** Runs once the socket is gone, after whatever `exclusively` was doing. */
  onDisconnect(handle: () => Promise<void>): void {
    this.socket.on('disconnect', () => this.#track(() => this.exclusively(handle)));
  }

  /** For what changes the seat or the take: one after the other, in the order it was asked for. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#lock.run('room', task);
  }

  /** For what is passed on: in order too, without waiting for the former. */
  inOrder<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#lock.run('relay', task);
  }

  /** The seat, for what only those who are in the room may do. */
  requireSeat(roomId?: string): Seat {
    const { seat } = this.socket.data;
    if (seat === undefined) throw AppError.forbidden('Join the room first.');
    if (roomId !== undefined && roomId !== seat.meetingId) throw AppError.forbidden('You are in another room.');
    return seat;
  }

  /** Resolves when nothing this socket started is running any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  fail(thrown: unknown): void {
    const error = AppError.from(thrown);
    if (error.status >= 500) this.deps.log.error({ err: error.cause ?? error }, 'A room event failed');
    this.socket.emit('error', { message: error.message, code: error.code });
  }

  #track(task: () => Promise<void>): void {
    const running: Promise<void> = task()
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}
