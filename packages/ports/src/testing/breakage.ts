import { describe, expect, it } from 'vitest';
import type { Rule } from './rule.ts';

/** A way to get a port wrong, and the rules that must notice. */
export interface Breakage<Subject> {
  /** What the broken adapter does: "forgets nulls". */
  name: string;
  breaks: readonly string[];
  open: () => Subject;
}

/** Holds every rule against something that breaks it: a rule that nothing can break proves nothing. */
export function expectRulesToNotice<Subject>(
  rules: readonly Rule<Subject>[],
  breakages: readonly Breakage<Subject>[],
): void {
  it('holds every rule against something that breaks it', () => {
    const broken = new Set(breakages.flatMap(({ breaks }) => breaks));
    expect(rules.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });

  it('has one rule per id', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  describe.each(breakages)('an adapter that $name', ({ breaks, open }) => {
    it.each(breaks)('is noticed by %s', async (id) => {
      const rule = rules.find((each) => each.id === id);
      expect(rule, `There is no rule ${id}`).toBeDefined();
      await expect(rule!.run(open())).rejects.toThrow(/./);
    });
  });
}

/** `target`, with some of its methods replaced. */
export function altered<Target extends object>(target: Target, change: (inner: Target) => Partial<Target>): Target {
  const replaced = change(target);
  return new Proxy(target, {
    get: (inner, name) => {
      const value: unknown = Object.hasOwn(replaced, name)
        ? Reflect.get(replaced, name)
        : Reflect.get(inner, name, inner);
      return typeof value === 'function' ? (value as (...rest: never[]) => unknown).bind(inner) : value;
    },
  });
}
