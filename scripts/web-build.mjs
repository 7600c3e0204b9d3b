import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedProgram, PINNED_NODE, pinnedEnvironment, ROOT } from './project.mjs';
import { runProgram } from './run-program.mjs';

/** All the bundler reads. */
const SOURCES = [
  'package-lock.json',
  'apps/web',
  'packages/contract',
  'packages/dsp',
  'packages/flow',
  'packages/capture',
];
const NOT_SOURCES = new Set(['node_modules', 'dist', '.types', 'golden', 'testing']);
const STAMP = 'apps/web/dist/.sources';

/** Every file under `path` in a fixed order, relative to `root`; tests and made things left out. */
function* filesUnder(root, path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!NOT_SOURCES.has(entry.name)) yield* filesUnder(root, child);
    } else if (!/\.test\.tsx?$/.test(entry.name)) yield child;
  }
}

/** One hash over everything that shapes the built pages: sources, the lock, and the VITE_ settings. */
export function hashWebSources(root = ROOT, environment = process.env) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    if (!existsSync(join(root, source))) continue;
    const files = source.endsWith('.json') ? [source] : filesUnder(root, source);
    for (const file of files)
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  }
  for (const name of Object.keys(environment).sort()) {
    if (name.startsWith('VITE_')) hash.update(`${name}=${environment[name]}\0`);
  }
  return hash.digest('hex');
}

/** Builds the pages unless those in `dist` came from the very same sources. False when that failed. */
export async function ensureWebBuild() {
  const hash = hashWebSources();
  const stamp = join(ROOT, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  console.log('Building the pages …');
  // The bundler empties `dist` first, so a build cut short leaves no stamp behind.
  const code = await runProgram(PINNED_NODE, [installedProgram('vite'), 'build', 'apps/web', '--logLevel', 'warn'], {
    env: pinnedEnvironment(),
  });
  if (code !== 0) {
    console.error(`\nThe pages could not be built (the bundler ended with ${code}); it says why above.`);
    return false;
  }
  writeFileSync(stamp, hash);
  return true;
}
