import type { DefaultEventsMap, RemoteSocket, Server, Socket } from 'socket.io';
import type { ClientEvent, Role, ServerEventName } from '@audio-studio/contract';
import type { MemberPrincipal } from '../meeting-access.ts';
import type { EventArguments } from '../room-gateway.ts';

export type ServerToClient = { [Name in ServerEventName]: (...payload: EventArguments<Name>) => void };

/** What is known of a connection. */
export interface SocketData {
  principal: MemberPrincipal;
  correlationId: string;
  /** Set while the person sits in a room on this socket. */
  seat?: Seat;
  /** The meeting this socket watches without a seat. */
  watching?: string;
  /** What the person last said about where they are. */
  participantState?: ClientEvent<'participant-state'>;
}

export interface Seat {
  meetingId: string;
  userId: string;
  role: Role;
  name: string | null;
}

export type RoomServer = Server<DefaultEventsMap, ServerToClient, DefaultEventsMap, SocketData>;
export type RoomSocket = Socket<DefaultEventsMap, ServerToClient, DefaultEventsMap, SocketData>;
export type RemoteRoomSocket = RemoteSocket<ServerToClient, SocketData>;

/** Socket.IO rooms. Prefixed, so that none can be mistaken for a socket's id. */
export const channels = {
  seated: (meetingId: string) => `room:${meetingId}`,
  watching: (meetingId: string) => `watch:${meetingId}`,
  /** All who hear what happens in the meeting. */
  all: (meetingId: string) => [channels.seated(meetingId), channels.watching(meetingId)],
  user: (userId: string) => `user:${userId}`,
};

/** Whose socket it is; undefined for an organizer without a seat. */
export function userIdOf({ seat, principal }: SocketData): string | undefined {
  return seat?.userId ?? (principal.kind === 'participant' ? principal.userId : undefined);
}

/** The meeting a socket has to do with, seated or not; undefined for an organizer who has not chosen one. */
export function meetingOf({ seat, watching, principal }: SocketData): string | undefined {
  return seat?.meetingId ?? watching ?? (principal.kind === 'participant' ? principal.meetingId : undefined);
}
