import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '@audio-studio/contract';

/** One thing a port promises. Rejects when the subject breaks it. */
export interface Rule<Subject> {
  /** `TAB-03`: never reused, so that a failure, a comment and the documentation mean the same thing. */
  id: string;
  title: string;
  run: (subject: Subject) => Promise<void>;
}

/** Rules an adapter cannot keep, and why. */
export interface Exemption {
  reason: string;
  /** Rule ids. */
  tests: readonly string[];
}

export interface SuiteOptions<Subject> {
  /** Which adapter. */
  name: string;
  /** A subject of its own for each rule. */
  open: () => Promise<Subject>;
  close: (subject: Subject) => Promise<void>;
  skip?: readonly Exemption[];
  /** Longest a rule may take, milliseconds; for adapters behind a network. */
  timeoutMs?: number;
}

/** Runs every rule as a test of its own; an exempted one shows as skipped, with its reason. */
export function runRules<Needed, Subject extends Needed>(
  port: string,
  rules: readonly Rule<Needed>[],
  options: SuiteOptions<Subject>,
): void {
  const exemptions = new Map(options.skip?.flatMap(({ reason, tests }) => tests.map((id) => [id, reason] as const)));
  const unknown = Array.from(exemptions.keys()).filter((id) => !rules.some((rule) => rule.id === id));
  if (unknown.length > 0) throw new Error(`No such rules of ${port}: ${unknown.join(', ')}`);

  describe(`${port}: ${options.name}`, () => {
    for (const { id, title, run } of rules) {
      const reason = exemptions.get(id);
      const name = reason === undefined ? `${id} ${title}` : `${id} ${title} (exempt: ${reason})`;
      // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- the rule holds both.
      it.skipIf(reason !== undefined)(name, { timeout: options.timeoutMs ?? 20_000 }, async () => {
        const subject = await options.open();
        try {
          await run(subject);
        } finally {
          await options.close(subject);
        }
      });
    }
  });
}

/** The promise must reject with an AppError of that code. */
export async function expectCode(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'AppError', code });
}

let patienceMs = 2_000;

/** How long `until` waits, milliseconds: more behind a network, less where waiting in vain is expected. */
export function setPatience(ms: number): void {
  patienceMs = ms;
}

/** Waits until `holds`; rejects naming `what` when it does not come true. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
