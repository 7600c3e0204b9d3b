import type { MicrophoneErrorReason } from '@audio-studio/capture';
import { describe, expect, it } from 'vitest';
import { browserFamily, type BrowserFamily } from './browser-family.ts';
import { deviationAdvice, microphoneAdvice } from './microphone-advice.ts';

const REASONS: MicrophoneErrorReason[] = [
  'denied',
  'blocked-by-policy',
  'not-found',
  'in-use',
  'insecure',
  'unsupported',
  'unknown',
];

describe('microphoneAdvice', () => {
  it('always says what happened, why, and what to do; never in the browser’s own words', () => {
    for (const reason of REASONS) {
      const { title, text, steps } = microphoneAdvice(reason, 'chrome');
      expect(title.length * text.length * steps.length).toBeGreaterThan(0);
      expect([title, text, ...steps].join(' ')).not.toMatch(/Error|getUserMedia|exception/i);
    }
  });

  it('names the menus of each browser when permission was denied', () => {
    const families: BrowserFamily[] = ['chrome', 'edge', 'firefox', 'safari', 'ios', 'android-chrome', 'other'];
    const first = families.map((family) => microphoneAdvice('denied', family).steps[0]);
    expect(new Set(first).size).toBe(families.length);
  });
});

it.each<[string, BrowserFamily]>([
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'chrome'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'edge'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'android-chrome'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15', 'safari'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605.1.15 CriOS/140.0 Mobile Safari/604.1', 'ios'],
  ['curl/8', 'other'],
])('%s is %s', (userAgent, family) => expect(browserFamily(userAgent)).toBe(family));

describe('deviationAdvice', () => {
  it('names what people would hear, and nothing else', () => {
    expect(deviationAdvice([])).toBeNull();
    expect(deviationAdvice([{ setting: 'sampleRate', wanted: 48_000, got: 44_100 }])).toBeNull();
    const advice = deviationAdvice([
      { setting: 'echoCancellation', wanted: false, got: true },
      { setting: 'noiseSuppression', wanted: false, got: true },
      { setting: 'autoGainControl', wanted: false, got: true },
    ]);
    expect(advice).toContain('echo cancellation, noise suppression and automatic volume');
  });
});
