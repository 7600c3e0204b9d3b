import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run, start } from './child-process.ts';
import { until } from './until.ts';

/**
 * A sound server of our own: what is played into its null sink comes out of a source that a browser
 * takes for a microphone, at 48 kHz from end to end, so that samples can be compared one by one.
 */
export interface PulseRig {
  /** For `PULSE_SERVER`. */
  server: string;
  /** Plays a WAV file into the microphone; resolves when it has been played. */
  play(wavPath: string, signal: AbortSignal): Promise<void>;
  /** Records the microphone until `stop`, which answers the samples (48 kHz mono). */
  reference(): Promise<{ stop: () => Promise<Int16Array> }>;
  close(): Promise<void>;
}

const FORMAT = ['--format=s16le', '--rate=48000', '--channels=1'];

export async function startPulseRig(): Promise<PulseRig> {
  const dir = await mkdtemp(join(tmpdir(), 'audio-studio-pulse-'));
  const socket = join(dir, 'native');
  const server = `unix:${socket}`;
  const config = join(dir, 'daemon.conf');
  // Browsers ask for the server's default rate; at any other than the track's they would resample.
  await writeFile(
    config,
    'default-sample-rate = 48000\nalternate-sample-rate = 48000\ndefault-sample-format = s16le\n',
  );
  const environment = { ...process.env, HOME: dir, XDG_RUNTIME_DIR: dir, PULSE_SERVER: server, PULSE_CONFIG: config };
  const daemon = await start(
    'pulseaudio',
    [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--use-pid-file=no',
      '--realtime=no',
      '--log-level=info',
      '--log-target=stderr',
      `--load=module-native-protocol-unix socket=${socket} auth-anonymous=1`,
      '--load=module-null-sink sink_name=air format=s16le rate=48000 channels=1',
      '--load=module-remap-source source_name=microphone master=air.monitor format=s16le rate=48000 channels=1',
    ],
    { env: environment, ready: /Daemon startup complete/ },
  );
  await until(async () =>
    (await run('pactl', ['list', 'short', 'sources'], { env: environment })).stdout.includes('microphone'),
  );
  await run('pactl', ['set-default-source', 'microphone'], { env: environment });
  return {
    server,
    play: async (wavPath, signal) => {
      const player = spawn('paplay', ['--device=air', wavPath], { env: environment, stdio: 'ignore' });
      const stop = () => player.kill();
      signal.addEventListener('abort', stop, { once: true });
      await once(player, 'close');
      signal.removeEventListener('abort', stop);
    },
    reference: async () => {
      const path = join(dir, `reference-${process.hrtime.bigint()}.raw`);
      const recorder = spawn('parec', [...FORMAT, '--device=microphone', '--latency-msec=20', path], {
        env: environment,
        stdio: 'ignore',
      });
      await until(async () => (await readFile(path).catch(() => Buffer.alloc(0))).length > 0);
      return {
        stop: async () => {
          const ended = once(recorder, 'exit');
          recorder.kill('SIGTERM');
          await ended;
          const bytes = await readFile(path);
          return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
        },
      };
    },
    close: async () => {
      await daemon.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
