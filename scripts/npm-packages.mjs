import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineEnvironment, PINNED_NODE, ROOT } from './project.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Whether what npm says it installed is what the lock asks for. Packages for other platforms are
 * optional and rightly absent; a package of another version is not.
 *
 * @param lock parsed `package-lock.json`
 * @param installed parsed `node_modules/.package-lock.json`, which npm writes when an install is whole
 */
export function matchesLock(lock, installed) {
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed.packages[path];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record) || !existsSync(PINNED_NODE)) return false;
  try {
    return matchesLock(
      JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')),
      JSON.parse(readFileSync(record, 'utf8')),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false; // cut short: install again
    throw error;
  }
}

/** Installs the locked npm packages unless they are there. False when that failed; the reason is printed. */
export async function ensureNpmPackages() {
  if (isInstalled()) return true;
  console.log('Installing npm packages (once, about a minute) …');
  const code = await runProgram(
    'npm',
    // `ci` of npm 11 refuses a lock without the packages for other platforms; `install --no-save` takes
    // the same versions with the same integrity check from any lock and leaves the lock alone.
    // Development packages also where NODE_ENV=production: the web app is built here.
    ['install', '--no-save', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'],
    // No package may fetch a browser or a binary of its own.
    { env: { ...machineEnvironment(), PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', ONNXRUNTIME_NODE_INSTALL: 'skip' } },
  );
  if (code === 0 && existsSync(PINNED_NODE)) return true;
  console.error(
    [
      '',
      `The npm packages could not be installed (npm ended with ${code}). npm says why above. Usually it helps to`,
      '  - check that this machine reaches registry.npmjs.org (or the registry of `npm config get registry`),',
      '  - check that the disk has 1 GB free and this folder may be written to,',
      '  - then run the same command again.',
    ].join('\n'),
  );
  return false;
}
