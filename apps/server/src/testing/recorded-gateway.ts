import type { ServerEventName } from '@audio-studio/contract';
import type { EventArguments, RoomGateway } from '../studio/room-gateway.ts';

/** Keeps what the services wanted told, and says of each socket whether it is there. */
export class RecordedGateway implements RoomGateway {
  readonly sent: { meetingId: string; event: string; payload: unknown }[] = [];
  readonly connected = new Set<string>();

  broadcast<Name extends ServerEventName>(meetingId: string, event: Name, ...payload: EventArguments<Name>): void {
    this.sent.push({ meetingId, event, payload: payload[0] });
  }

  async isConnected(socketId: string): Promise<boolean> {
    return this.connected.has(socketId);
  }

  async replace(socketId: string): Promise<void> {
    this.connected.delete(socketId);
  }

  dismissUser(): void {
    throw new Error('not part of this test');
  }

  closeMeeting(): void {
    throw new Error('not part of this test');
  }
}
