import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@audio-studio/contract';
import { systemClock, type Clock } from '@audio-studio/flow';
import { TokenSigner } from '../auth/token-signer.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { createServer, type StudioServer } from '../server.ts';
import { openAdapters, type Adapters } from '../wiring.ts';
import { RestClient } from './rest-client.ts';
import { TestSocket } from './test-socket.ts';

export const TEST_SECRET = 'a secret of the tests, long enough to be one';

export interface RigOptions {
  env?: Record<string, string>;
  /** Puts something between the server and its adapters. */
  wrap?: (adapters: Adapters) => Adapters;
  webRoot?: string;
  /** Where the server logs to; nowhere by default. */
  logTo?: { write(line: string): void };
  clock?: Clock;
}

/** A real server on 127.0.0.1 with its own data folder, and people to use it. */
export class TestRig {
  readonly #options: RigOptions;
  readonly #dataDir: string;
  readonly #sockets = new Set<TestSocket>();
  readonly port: number;
  adapters!: Adapters;
  server!: StudioServer;

  private constructor(options: RigOptions, dataDir: string, port: number) {
    this.#options = options;
    this.#dataDir = dataDir;
    this.port = port;
  }

  static async start(options: RigOptions = {}): Promise<TestRig> {
    const rig = new TestRig(options, await mkdtemp(join(tmpdir(), 'audio-studio-server-')), await freePort());
    await rig.#launch();
    return rig;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get studio() {
    return this.server.studio;
  }

  get signer(): TokenSigner {
    return new TokenSigner(TEST_SECRET, this.#options.clock ?? systemClock);
  }

  async organizer(name = 'alice'): Promise<RestClient> {
    return new RestClient(this.url, (await this.signer.organizer(name)).token);
  }

  client(token?: string): RestClient {
    return new RestClient(this.url, token);
  }

  async connect(token: string | undefined): Promise<TestSocket> {
    const socket = await TestSocket.connect(this.url, token);
    this.#sockets.add(socket);
    return socket;
  }

  /** A meeting whose two invites have been taken up. */
  async meeting(organizerName = 'alice') {
    const organizer = await this.organizer(organizerName);
    const meeting = await organizer.createMeeting();
    const host = await organizer.join(meeting, 'host', 'Hanna');
    const guest = await organizer.join(meeting, 'guest', 'Gustav');
    return { organizer, meeting, meetingId: meeting.meetingId, host, guest };
  }

  /** Connects and joins; resolves when the room has answered. */
  async seat({ token, userId, role }: { token: string; userId: string; role: Role }, roomId: string) {
    const socket = await this.connect(token);
    socket.send('join-room', { roomId, role, userId });
    const state = await socket.next('room-state');
    return { socket, state };
  }

  /** A meeting with both people in the room. */
  async room() {
    const base = await this.meeting();
    const host = await this.seat(base.host, base.meetingId);
    const guest = await this.seat(base.guest, base.meetingId);
    await host.socket.next('user-joined');
    return { ...base, hostSocket: host.socket, guestSocket: guest.socket };
  }

  /** As a crash would: no seat is freed, no goodbye; then a new process on the same data. */
  async crashAndRestart(): Promise<void> {
    const seatings = this.studio.tables.seatings.update.bind(this.studio.tables.seatings);
    this.studio.tables.seatings.update = async () => {
      throw new Error('the process is gone');
    };
    await this.server.close();
    this.studio.tables.seatings.update = seatings;
    await this.adapters.close();
    await this.#launch();
  }

  async restart(): Promise<void> {
    await this.server.close();
    await this.adapters.close();
    await this.#launch();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    await this.server.close();
    await this.adapters.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #launch(): Promise<void> {
    const { env, wrap = (adapters) => adapters, webRoot = '/nowhere', logTo, clock = systemClock } = this.#options;
    const config = loadConfig({
      PORT: String(this.port),
      PUBLIC_URL: this.url,
      DATA_DIR: this.#dataDir,
      JWT_SECRET: TEST_SECRET,
      RATE_LIMIT_GENERAL_MAX: '1000000',
      RATE_LIMIT_MULTIPART_MAX: '1000000',
      RATE_LIMIT_INITIATE_MAX: '1000000',
      ...env,
    });
    const log = createLogger(logTo === undefined ? 'silent' : 'debug', logTo);
    this.adapters = wrap(await openAdapters(config, { jwtSecret: TEST_SECRET, clock, log }));
    this.server = createServer({
      ...this.adapters,
      config,
      jwtSecret: TEST_SECRET,
      webRoot,
      version: '0.0.0',
      clock,
      log,
    });
    await this.server.listen();
  }
}

async function freePort(): Promise<number> {
  const probe = createNetServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
