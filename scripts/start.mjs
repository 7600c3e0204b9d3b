// What `npm start` runs: sets up what is missing, then starts the server. Arguments go to the server.
import { ensureNpmPackages } from './npm-packages.mjs';
import { PINNED_NODE, pinnedEnvironment } from './project.mjs';
import { runProgram } from './run-program.mjs';
import { ensureWebBuild } from './web-build.mjs';

const command = process.argv.slice(2);
// `sign-in` and other one-off commands show no page.
const servesPages = command.length === 0;

if (!(await ensureNpmPackages()) || (servesPages && !(await ensureWebBuild()))) process.exit(1);
process.exit(await runProgram(PINNED_NODE, ['apps/server/src/main.ts', ...command], { env: pinnedEnvironment() }));
