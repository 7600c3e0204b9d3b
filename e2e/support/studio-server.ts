import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, start } from './child-process.ts';
import { REPOSITORY } from './repository.ts';

export interface StudioServer {
  /** `http://localhost:<port>`: a secure context without a certificate. */
  url: string;
  /** The printed one-time link of the organizer. */
  signInLink: string;
  dataDir: string;
  output(): string;
  /** Ends the process and starts another one on the same port and data. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

const SIGN_IN_LINK = /(https?:\/\/\S+\/sign-in#code=[\w-]+)/;

/** The real server as `npm start` runs it, on a free port with a data folder of its own. */
export async function startStudioServer(environment: Record<string, string> = {}): Promise<StudioServer> {
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), 'audio-studio-e2e-'));
  const url = `http://localhost:${port}`;
  const launch = () =>
    start(process.execPath, ['apps/server/src/main.ts'], {
      cwd: REPOSITORY,
      ready: SIGN_IN_LINK,
      env: {
        ...process.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        PUBLIC_URL: url,
        // No public STUN from a test: two browsers on one machine connect by host candidates.
        STUN_URLS: '',
        ...environment,
      },
    });
  let running = await launch();
  return {
    url,
    signInLink: running.match[1]!,
    dataDir,
    output: () => running.output(),
    restart: async (signal) => {
      await running.stop(signal);
      running = await launch();
    },
    stop: async () => {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
