import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@audio-studio/flow';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from './config.ts';
import { createLogger } from './log.ts';
import { TEST_SECRET } from './testing/test-rig.ts';
import { openAdapters } from './wiring.ts';

test('what an unfinished write left a day ago is swept at the start; what is younger may still be written', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'audio-studio-wiring-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const unfinished = join(dataDir, 'objects', 'tmp');
  await mkdir(unfinished, { recursive: true });
  for (const [name, ageHours] of [
    ['old', 25],
    ['young', 23],
  ] as const) {
    await writeFile(join(unfinished, name), 'half a track');
    const writtenAt = new Date(Date.now() - ageHours * 3_600_000);
    await utimes(join(unfinished, name), writtenAt, writtenAt);
  }
  const config = loadConfig({ DATA_DIR: dataDir });
  const log = createLogger('silent');
  const adapters = await openAdapters(config, { jwtSecret: TEST_SECRET, clock: systemClock, log });
  onTestFinished(() => adapters.close());
  expect(await readdir(unfinished)).toEqual(['young']);
});
