// @ts-expect-error -- the web app is typed without Node; only this test reads a file
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css: string = readFileSync(new URL('index.css', import.meta.url), 'utf8');

/** The colours of one theme, by name. */
function tokens(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('}', 1)[0]!;
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

const BACKGROUNDS = ['paper', 'surface', 'sunken'];
const TEXT: [string, string][] = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent', 'amber-ink', 'rec-ink'].flatMap((ink) =>
    BACKGROUNDS.map((background): [string, string] => [ink, background]),
  ),
  ['ink', 'accent-soft'],
  ['accent-strong', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-rec', 'rec'],
  ['on-rec', 'rec-strong'],
  ['amber-ink', 'amber-soft'],
  ['ink', 'amber-soft'],
  ['problem-ink', 'problem'],
  ['rec-ink', 'rec-soft'],
];
const GRAPHICS: [string, string][] = [
  ['line-strong', 'surface'],
  ['line-strong', 'paper'],
  ['accent', 'sunken'],
  ['amber', 'sunken'],
  ['wave', 'sunken'],
  ['wave-partner', 'sunken'],
  ['rec', 'sunken'],
];

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('the %s theme', (_name, selector) => {
  const color = tokens(selector);

  it.each(TEXT)('writes %s on %s readably (WCAG AA, 4.5)', (ink, background) => {
    expect(contrast(color.get(ink)!, color.get(background)!)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(GRAPHICS)('draws %s on %s so that it can be seen (WCAG AA, 3)', (line, background) => {
    expect(contrast(color.get(line)!, color.get(background)!)).toBeGreaterThanOrEqual(3);
  });
});
