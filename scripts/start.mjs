// What `npm start` runs: sets up what is missing, then starts the server. Arguments go to the server.
import { join } from 'node:path';
import { ensureNpmPackages } from './npm-packages.mjs';
import { PINNED_NODE, pinnedEnvironment, ROOT } from './project.mjs';
import { runProgram } from './run-program.mjs';
import { ensureWebBuild } from './web-build.mjs';

const command = process.argv.slice(2);
// `sign-in` and other one-off commands show no page.
const servesPages = command.length === 0;

if (!(await ensureNpmPackages()) || (servesPages && !(await ensureWebBuild()))) process.exit(1);
// Node keeps what it compiled, types stripped: a start after the first takes half as long to load.
const env = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/compiled'), ...pinnedEnvironment() };
process.exit(await runProgram(PINNED_NODE, ['apps/server/src/main.ts', ...command], { env }));
