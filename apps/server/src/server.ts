import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { AppError, LIMITS } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { RESULTS_QUEUE, type ObjectStore, type Queues, type Tables } from '@audio-studio/ports';
import type { Config } from './config.ts';
import { createApp, type ObjectHandler } from './http/app.ts';
import { Health } from './http/health.ts';
import type { Logger } from './log.ts';
import { recoverFromCrash } from './studio/startup-recovery.ts';
import { createStudio, type Studio } from './studio/studio.ts';
import { attachRooms } from './studio/room/attach-rooms.ts';
import type { RoomServer } from './studio/room/room-socket.ts';
import { SocketRoomGateway } from './studio/room/socket-room-gateway.ts';

const DRAIN_LIMIT_MS = 10_000;
const DRAIN_POLL_MS = 50;
/** How often abandoned uploads are looked for, at the least. */
const MAX_SALVAGE_INTERVAL_MS = 60_000;

export interface ServerDeps {
  config: Config;
  tables: Tables;
  objects: ObjectStore;
  queues: Queues;
  objectHandler?: ObjectHandler | undefined;
  jwtSecret: string;
  webRoot: string;
  version: string;
  clock: Clock;
  log: Logger;
  /** No other server uses these tables: what looks connected at start was left by a crash. */
  ownsTables: boolean;
}

export interface StudioServer {
  readonly studio: Studio;
  /** Begins to accept people; rejects when the port is taken. Answers the port it got. */
  listen(): Promise<{ port: number }>;
  /** Stops accepting, lets running requests end (at most ten seconds), frees every seat. Idempotent. */
  close(): Promise<void>;
}

/** HTTP and Socket.IO on one port, over whatever adapters it is given. Closing it leaves those open. */
export function createServer(deps: ServerDeps): StudioServer {
  const { config, clock, log } = deps;
  const io: RoomServer = new Server({
    serveClient: false,
    pingInterval: LIMITS.SOCKET_PING_INTERVAL,
    pingTimeout: LIMITS.SOCKET_PING_TIMEOUT,
    maxHttpBufferSize: LIMITS.SOCKET_MAX_MESSAGE_BYTES,
    cors: { origin: [...config.corsOrigins] },
  });
  const studio = createStudio({
    ...deps,
    oidc: config.oidc,
    publicUrl: config.publicUrl,
    salvageAfterMs: config.salvageAfterMs,
    gateway: new SocketRoomGateway(io, clock),
  });
  const health = new Health({
    version: deps.version,
    clock,
    log,
    probes: {
      tables: {
        probe: (signal) => deps.tables.probe(signal),
        remedy: 'Check that the database is there and has room.',
      },
      objects: {
        probe: (signal) => deps.objects.probe(signal),
        remedy: 'Check that the object store is there and has room.',
      },
      queues: { probe: (signal) => deps.queues.probe(signal), remedy: 'Check that the queues can be reached.' },
    },
  });
  const http = createHttpServer(createApp({ ...deps, studio, health }));
  // A part over a slow line takes longer than Node's five minutes; no upload outlives its signed URL.
  http.requestTimeout = LIMITS.UPLOAD_URL_EXPIRY * 1000;
  io.attach(http);

  const ready = Promise.withResolvers<void>();
  const rooms = attachRooms({ io, studio, clock, log, ready: ready.promise });
  const ending = new AbortController();
  let consuming: Promise<void> = Promise.resolve();
  let salvaging: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const listen = async () => {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(config.port, config.host, () => {
        http.off('error', reject);
        resolve();
      });
    });
    // Only now: whoever holds the port is the one server that may clear up.
    if (deps.ownsTables) {
      const { freedSeats } = await recoverFromCrash(studio.tables, studio.stats, clock);
      if (freedSeats > 0) log.warn({ freedSeats }, 'Freed seats that the last run left behind');
    }
    ready.resolve();
    consuming = deps.queues.open(RESULTS_QUEUE).consume((message) => studio.results.handle(message), {
      signal: ending.signal,
      onFailure: (err, _message, receiveCount) =>
        log.error({ err, receiveCount }, 'A processing result could not be stored'),
      onDead: (message) => log.error({ roomId: message.roomId }, 'A processing result was given up'),
    });
    salvaging = salvageRegularly();
    return { port: (http.address() as AddressInfo).port };
  };

  const salvageRegularly = async () => {
    const { signal } = ending;
    const intervalMs = Math.min(MAX_SALVAGE_INTERVAL_MS, config.salvageAfterMs / 3);
    for (;;) {
      await clock.sleep(intervalMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await studio.salvage.run(signal).catch((err: unknown) => {
        log.error({ err }, 'Abandoned uploads could not be looked for');
      });
    }
  };

  /** Ends each connection once its request is answered, and after the limit all that are left. */
  const closeConnections = async (drained: AbortSignal) => {
    const deadlineMs = clock.monotonicMs() + DRAIN_LIMIT_MS;
    while (!drained.aborted && clock.monotonicMs() < deadlineMs) {
      http.closeIdleConnections();
      await clock.sleep(DRAIN_POLL_MS, drained).catch(() => undefined);
    }
    http.closeAllConnections();
  };

  const shutDown = async () => {
    ending.abort();
    const restarting = AppError.unavailable('The server is restarting. You will be connected again.');
    io.emit('error', { message: restarting.message, code: restarting.code });
    // Ends the transports without a goodbye packet: clients take it for a lost line and come back.
    const ended = io.close();
    const drained = new AbortController();
    const hurrying = closeConnections(drained.signal);
    await Promise.race([Promise.all([ended, rooms.settled(), consuming, salvaging]), hurrying]);
    drained.abort();
    await hurrying;
  };

  return {
    studio,
    listen,
    close: () => (closing ??= shutDown()),
  };
}
