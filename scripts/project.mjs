import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. These scripts run on whatever Node the machine has (18 or later), on Linux and macOS. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

const BIN = join(ROOT, 'node_modules', '.bin');

/** The Node the project pins; there once packages are installed. */
export const PINNED_NODE = join(BIN, 'node');

/** Path of an installed program. */
export function installedProgram(name) {
  return join(BIN, name);
}

/** Environment in which `node` is the pinned one, for programs that start others by name. */
export function pinnedEnvironment() {
  return { ...process.env, PATH: [BIN, process.env.PATH].filter(Boolean).join(delimiter) };
}

/**
 * Environment in which `node` is the machine's own: npm may replace the pinned one while it runs, so it
 * must not run on it.
 */
export function machineEnvironment() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.endsWith('node_modules/.bin'));
  return { ...process.env, PATH: folders.join(delimiter) };
}
