import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countStep } from './test-counts.mjs';

let folder;
const reported = (report) => {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  return path;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audio-studio-counts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const vitestReport = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

describe('what a step adds to the sum', () => {
  it('a check without tests adds nothing when it passes and one failure when not', () => {
    expect(countStep({ code: 0 })).toEqual({ passed: 0, failed: 0, skipped: 0 });
    expect(countStep({ code: 1 })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a Vitest report', () => {
    expect(countStep({ code: 0, report: reported(vitestReport) })).toEqual({ passed: 7, failed: 0, skipped: 1 });
    expect(countStep({ code: 1, report: reported({ ...vitestReport, numFailedTests: 2 }) }).failed).toBe(2);
  });

  it('counts a crash after green tests as a failure', () => {
    expect(countStep({ code: 1, report: reported(vitestReport) })).toEqual({ passed: 7, failed: 1, skipped: 1 });
  });

  it('takes a test that passed only on a second try for failed', () => {
    const report = reported({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } });
    expect(countStep({ code: 1, report })).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it('does not believe a suite that left no report', () => {
    expect(countStep({ code: 0, report: join(folder, 'absent.json') }).failed).toBe(1);
  });
});
