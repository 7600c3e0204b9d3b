// What `npm test` and `.ci/run` run: sets up what is missing, then every check and every suite, one after
// the other, up to the first that fails. Ends with the sum over all suites that ran.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { installedProgram, PINNED_NODE, pinnedEnvironment, ROOT } from './project.mjs';
import { runProgram } from './run-program.mjs';
import { countStep } from './test-counts.mjs';
import { ensureWebBuild } from './web-build.mjs';

const RESULTS = join(ROOT, 'test-results');

const program = (name, ...args) =>
  runProgram(PINNED_NODE, [installedProgram(name), ...args], { env: pinnedEnvironment() });
const succeeded = async (task) => ((await task) ? 0 : 1);
const report = (name) => join(RESULTS, `${name}.json`);
const vitest = (project) =>
  program(
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(project)}`,
  );

const STEPS = [
  { name: 'npm packages', run: () => succeeded(ensureNpmPackages()) },
  { name: 'Debian packages', run: () => succeeded(ensureDebianPackages()) },
  { name: 'lint', run: () => program('oxlint', '--type-aware', '--deny-warnings') },
  { name: 'format', run: () => program('oxfmt', '--check') },
  { name: 'types', run: () => program('tsc', '-b') },
  { name: 'unit and contract tests', run: () => vitest('unit'), report: report('unit') },
  { name: 'browser tests', run: () => vitest('browser'), report: report('browser') },
  { name: 'web build', run: () => succeeded(ensureWebBuild()) },
  {
    name: 'end to end',
    run: () => program('playwright', 'test', '--config', 'e2e/playwright.config.ts'),
    report: report('e2e'),
  },
];

const started = Date.now();
const lines = [];
const sum = { passed: 0, failed: 0 };
mkdirSync(RESULTS, { recursive: true });

for (const step of STEPS) {
  console.log(`\n── ${step.name} ──`);
  if (step.report !== undefined) rmSync(step.report, { force: true });
  const stepStarted = Date.now();
  const code = await step.run();
  const counts = countStep({ code, report: step.report });
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  const seconds = ((Date.now() - stepStarted) / 1000).toFixed(1).padStart(7);
  const tests =
    step.report === undefined ? '' : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  lines.push(`${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${seconds} s  ${step.name.padEnd(24)} ${tests}`.trimEnd());
  console.log(lines.at(-1));
  if (counts.failed > 0) break;
}

for (const step of STEPS.slice(lines.length)) lines.push(`not run        ${step.name}`);
console.log(['', ...lines, `in all ${((Date.now() - started) / 1000).toFixed(1)} s`, ''].join('\n'));
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;
