import { LIMITS, type AppError, type ServerEventName } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { EventArguments, RoomGateway } from '../room-gateway.ts';
import { channels, type RoomServer } from './room-socket.ts';

const POLL_MS = 20;

/** Reaches the people of a meeting over Socket.IO, on every server that shares its adapter. */
export class SocketRoomGateway implements RoomGateway {
  readonly #io: RoomServer;
  readonly #clock: Clock;

  constructor(io: RoomServer, clock: Clock) {
    this.#io = io;
    this.#clock = clock;
  }

  broadcast<Name extends ServerEventName>(meetingId: string, event: Name, ...payload: EventArguments<Name>): void {
    this.#io.to(channels.all(meetingId)).emit(event, ...(payload as never));
  }

  async isConnected(socketId: string): Promise<boolean> {
    return (await this.#io.in(socketId).fetchSockets()).length > 0;
  }

  async replace(socketId: string): Promise<void> {
    this.#io.to(socketId).emit('duplicate-session');
    this.#io.in(socketId).disconnectSockets(true);
    const deadlineMs = this.#clock.monotonicMs() + LIMITS.GHOST_SOCKET_DELAY_MS;
    while ((await this.isConnected(socketId)) && this.#clock.monotonicMs() < deadlineMs)
      await this.#clock.sleep(POLL_MS);
  }

  dismissUser(userId: string, why: AppError): void {
    this.#dismiss([channels.user(userId)], why);
  }

  closeMeeting(meetingId: string, why: AppError): void {
    this.#dismiss(channels.all(meetingId), why);
  }

  #dismiss(rooms: string[], why: AppError): void {
    this.#io.to(rooms).emit('error', { message: why.message, code: why.code });
    this.#io.in(rooms).disconnectSockets(true);
  }
}
