import { resolve } from 'node:path';

/** Root of the checkout. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Made by tests and worth keeping between runs: clips, nothing else. Not in git. */
export const CACHE = resolve(REPOSITORY, '.cache/e2e');
