import { existsSync, readFileSync } from 'node:fs';

/** Counts of a Vitest JSON report. */
function vitestCounts(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts of a Playwright JSON report. A test that passed only on a second try has not passed. */
function playwrightCounts({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/**
 * What one step adds to the sum. A step that ended badly without naming a failed test (a lint error, a
 * test file that does not load, a crash) counts as one failure; one that ended well adds its tests only.
 *
 * @param step.code exit code
 * @param step.report where its JSON report should be, if it makes one
 */
export function countStep({ code, report }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (report !== undefined && existsSync(report)) {
    const parsed = JSON.parse(readFileSync(report, 'utf8'));
    Object.assign(counts, 'stats' in parsed ? playwrightCounts(parsed) : vitestCounts(parsed));
  } else if (report !== undefined) {
    counts.failed = 1; // without its report nothing shows that any test ran
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
