// Installs the Debian packages the tests need, when something is missing and this user may. Run as often
// as you like: `node scripts/debian-packages.mjs`.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.mjs';

const APT_GET = '/usr/bin/apt-get';

/** Package → the programs of it that the tests run. */
const NEEDED = {
  chromium: [process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'],
  pulseaudio: ['pulseaudio'],
  'pulseaudio-utils': ['pactl', 'paplay', 'parec'],
  'espeak-ng': ['espeak-ng'],
  ffmpeg: ['ffmpeg'],
};

function isThere(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(resolve(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function missingPackages() {
  return Object.keys(NEEDED).filter((name) => !NEEDED[name].every(isThere));
}

/** False when something is missing still; what to run is printed. */
export async function ensureDebianPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return true;
  const mayInstall = process.getuid?.() === 0 && existsSync(APT_GET);
  if (mayInstall) {
    console.log(`Installing Debian packages: ${missing.join(' ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      runProgram(APT_GET, ['-q', '-y', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120', ...args], {
        env,
      });
    const install = () => apt('install', '--no-install-recommends', ...missing);
    // The lists may be absent or old; fetch them only then.
    if ((await install()) !== 0 && (await apt('update')) === 0) await install();
    if (missingPackages().length === 0) return true;
  }
  console.error(
    `The tests need programs that are not here. Run: sudo apt-get install -y ${missingPackages().join(' ')}`,
  );
  return false;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exit((await ensureDebianPackages()) ? 0 : 1);
}
