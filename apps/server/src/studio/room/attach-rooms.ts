import { AppError, CLIENT_EVENTS } from '@audio-studio/contract';
import { logId } from '../../auth/log-id.ts';
import { correlationIdFrom, withCorrelationId } from '../../log.ts';
import { requireMember } from '../meeting-access.ts';
import { handleChat } from './chat.ts';
import { handleDisconnect } from './disconnect.ts';
import { handleHeartbeat } from './heartbeat.ts';
import { handleJoin } from './join.ts';
import { handleLiveMetrics } from './live-metrics.ts';
import { handleMarkers } from './markers.ts';
import { handleMicCheck } from './mic-check.ts';
import { handleParticipantState } from './participant-state.ts';
import { handleRecordingControl } from './recording-control.ts';
import { RoomConnection, type RoomDeps } from './room-connection.ts';
import { channels, type RoomSocket } from './room-socket.ts';
import { handleSignaling } from './signaling.ts';
import { handleTimeSync } from './time-sync.ts';
import { TokenBucket } from './token-bucket.ts';
import { handleUploadProgress } from './upload-progress.ts';
import { handleWatch } from './watch.ts';

const MESSAGE_LIMITS = { perSecond: 50, burst: 200 };
const HANDLERS = [
  handleJoin,
  handleDisconnect,
  handleWatch,
  handleSignaling,
  handleRecordingControl,
  handleChat,
  handleMicCheck,
  handleLiveMetrics,
  handleUploadProgress,
  handleParticipantState,
  handleMarkers,
  handleTimeSync,
  handleHeartbeat,
];

export interface Rooms {
  /** Resolves when what the sockets have started so far, their ends included, is done. */
  settled(): Promise<void>;
}

/** Lets people with a good token connect, and gives every connection its handlers. */
export function attachRooms(deps: RoomDeps & { ready: Promise<void> }): Rooms {
  const { io, studio, log } = deps;
  const connections = new Set<RoomConnection>();

  const check = async (socket: RoomSocket): Promise<Error | undefined> => {
    try {
      await deps.ready;
      await admit(socket, studio);
      return undefined;
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.status >= 500) log.error({ err: error.cause ?? error }, 'A connection could not be checked');
      return Object.assign(new Error(error.message), { data: { message: error.message, code: error.code } });
    }
  };
  io.use(async (socket, next) => next(await check(socket)));

  io.on('connection', (socket) => {
    withCorrelationId(socket.data.correlationId, () => {
      const { principal } = socket.data;
      if (principal.kind === 'participant') void socket.join(channels.user(principal.userId));
      const connection = new RoomConnection(socket, deps);
      connections.add(connection);
      limitMessages(connection);
      for (const handle of HANDLERS) handle(connection);
      socket.on('disconnect', (reason) => {
        log.debug({ socket: logId(socket.id), reason }, 'A socket is gone');
        void connection.settled().then(() => connections.delete(connection));
      });
      log.debug({ socket: logId(socket.id) }, 'A socket has connected');
    });
  });

  return {
    settled: async () => {
      await Promise.all(Array.from(connections, (connection) => connection.settled()));
    },
  };
}

async function admit(socket: RoomSocket, studio: RoomDeps['studio']): Promise<void> {
  const { token } = socket.handshake.auth as { token?: unknown };
  const principal = await studio.authenticator.authenticate(typeof token === 'string' ? token : undefined);
  const member = requireMember(principal);
  if (member.kind === 'participant') await studio.access.forMember(member, member.meetingId);
  socket.data.principal = member;
  socket.data.correlationId = correlationIdFrom(socket.handshake.headers['x-request-id']);
}

/** Drops what comes too fast or has no such name, and says so at most once a second. */
function limitMessages(connection: RoomConnection): void {
  const { socket, deps } = connection;
  const bucket = new TokenBucket(MESSAGE_LIMITS, deps.clock);
  const complaints = new TokenBucket({ perSecond: 1, burst: 1 }, deps.clock);
  socket.use(([event], next) => {
    if (!bucket.take()) {
      if (complaints.take()) connection.fail(AppError.of('RATE_LIMIT_EXCEEDED'));
      return;
    }
    if (!Object.hasOwn(CLIENT_EVENTS, event)) {
      connection.fail(AppError.validation('There is no such event.'));
      return;
    }
    withCorrelationId(socket.data.correlationId, next);
  });
}
