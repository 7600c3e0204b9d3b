import type { AppError, ServerEvent, ServerEventName } from '@audio-studio/contract';

/** An event's arguments: none where the protocol says "no payload". */
export type EventArguments<Name extends ServerEventName> =
  ServerEvent<Name> extends undefined ? [] : [payload: ServerEvent<Name>];

/** What the services may do to the people who are connected, wherever their sockets are. */
export interface RoomGateway {
  /** To everyone seated in the meeting or watching it. */
  broadcast<Name extends ServerEventName>(meetingId: string, event: Name, ...payload: EventArguments<Name>): void;
  isConnected(socketId: string): Promise<boolean>;
  /** Tells a socket that its person is here on another one, ends it and waits (within bounds) until it is gone. */
  replace(socketId: string): Promise<void>;
  /** Ends every socket of one person in one meeting. */
  dismissUser(userId: string, why: AppError): void;
  /** Ends every socket that is seated in the meeting or watching it. */
  closeMeeting(meetingId: string, why: AppError): void;
}
