import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { run } from './child-process.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium.ts';
import type { Clip } from './clips.ts';
import { until } from './until.ts';

export interface Participant {
  context: BrowserContext;
  page: Page;
  /** What the page printed and threw, for the report of a failed test. */
  log: string[];
  /** Profile folder: start another browser on it to come back after a crash. */
  profileDir: string;
  /** Kills every process of the browser at once, as a power cut would; answers when, milliseconds since 1970. */
  kill(): Promise<number>;
  close(): Promise<void>;
}

export interface ParticipantOptions {
  /** Said by the fake microphone, over and over. */
  microphone?: Clip | undefined;
  /** A PulseAudio server to take the microphone from instead. */
  pulseServer?: string | undefined;
  profileDir?: string;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
}

/** A Chromium of its own: own process, own profile on disk (storage behaves as it does for people), own microphone. */
export async function openParticipant(options: ParticipantOptions = {}): Promise<Participant> {
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'audio-studio-profile-')));
  const fakeDevice =
    options.pulseServer === undefined
      ? [
          '--use-fake-device-for-media-stream',
          ...(options.microphone === undefined
            ? []
            : [`--use-file-for-fake-audio-capture=${options.microphone.microphonePath}`]),
        ]
      : [];
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: CHROMIUM_PATH,
    headless: true,
    // Playwright mutes audio by default, which also stops the PulseAudio output.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...CHROMIUM_ARGS,
      ...fakeDevice,
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
    env: { ...process.env, ...(options.pulseServer === undefined ? {} : { PULSE_SERVER: options.pulseServer }) },
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const log: string[] = [];
  context.on('page', (opened) => listen(opened, log));
  listen(page, log);
  return {
    context,
    page,
    log,
    profileDir,
    kill: async () => {
      const pids = await processesOf(profileDir);
      const killedAtMs = Date.now();
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await until(async () => (await processesOf(profileDir)).length === 0);
      return killedAtMs;
    },
    close: async () => {
      await context.close().catch(() => undefined);
      if (options.profileDir === undefined) await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The browser's processes that name the profile on their command line; its children end with the main one. */
async function processesOf(profileDir: string): Promise<number[]> {
  const { stdout } = await run('pgrep', ['-f', `user-data-dir=${profileDir}`]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter(Boolean).map(Number);
}

function listen(page: Page, log: string[]): void {
  page.on('console', (message) => log.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => log.push(`thrown: ${error.message}`));
}
