import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './project.mjs';

const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

/** "`Name` in `path`", also over a line break: what the page claims is where. */
const claims = [...page.matchAll(/`([A-Za-z][\w.]*)`\s+in\s+`([\w./-]+\.tsx?)`/g)].map(([, name, path]) => ({
  name,
  path,
}));
const paths = [...page.matchAll(/`((?:apps|packages|e2e|scripts|docs)\/[\w./-]+)`/g)].map(([, path]) => path);

describe('ARCHITECTURE.md', () => {
  it('says where things are', () => {
    expect(claims.length).toBeGreaterThan(30);
  });

  it.each([...new Set(paths)])('names %s, which is there', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it.each(claims)('finds $name in $path', ({ name, path }) => {
    const source = readFileSync(join(ROOT, path), 'utf8');
    const [owner, method] = name.split('.');
    const definitions = [
      new RegExp(`export (abstract |async )?(class|function|interface|const|type) ${owner}\\b`),
      ...(method === undefined ? [] : [new RegExp(`^ {2}(static |async |readonly )*${method}(<.*>)?\\(`, 'm')]),
    ];
    for (const definition of definitions) expect(source).toMatch(definition);
  });
});
