import type { ProcessingMetrics } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import { adviceFor, asSentence, verdictSentence, withNames } from './verdict-words.ts';

const NAMES = { host: 'Ada', guest: 'Grace' };
const TRACK = { snr: 30, rms: -23, peak: -5, clipCount: 0, srmr: 6, lufs: -23, speechSeconds: 10, durationSeconds: 30 };
const METRICS: ProcessingMetrics = {
  snr: 30,
  rms: -24,
  srmr: 4,
  overlapPercent: 4,
  speakerBalance: 0.8,
  echoCorrelation: 0.04,
  tracks: { host: TRACK, guest: TRACK },
};

describe('names', () => {
  it('stand where processing speaks of roles', () => {
    expect(withNames('The guest is quiet. Ask the host.', NAMES)).toBe('Grace is quiet. Ask Ada.');
    expect(withNames('The host’s recording is silent.', NAMES)).toBe('Ada’s recording is silent.');
    expect(withNames('Not usable. Host: too noisy. Guest: silent.', NAMES)).toBe(
      'Not usable. Ada: too noisy. Grace: silent.',
    );
    expect(withNames('hosting the hosts', NAMES)).toBe('hosting the hosts');
  });

  it('are taken as they are, also when they look like a pattern', () => {
    expect(withNames('The host is quiet.', { host: '$& $1', guest: 'x' })).toBe('$& $1 is quiet.');
  });

  it('make a finding a sentence', () => {
    expect(asSentence('Guest: clipping: 3 samples were too loud', NAMES)).toBe(
      'Clipping on the track of Grace: 3 samples were too loud.',
    );
    expect(asSentence('Host: too little speech to compare', NAMES)).toBe('Ada: too little speech to compare.');
    expect(asSentence('talking over each other: 31 % of the speech', NAMES)).toBe(
      'Talking over each other: 31 % of the speech.',
    );
  });
});

describe('verdictSentence', () => {
  const verdict = { metrics: METRICS, warnings: [], suggestions: [] };
  it('is the first reason, or what the grade means when nothing kept it from being better', () => {
    expect(verdictSentence({ ...verdict, grade: 'P1', reasons: ['first', 'second'] }, NAMES)).toBe('First.');
    expect(verdictSentence({ ...verdict, grade: 'P0', reasons: [] }, NAMES)).toContain('Both voices');
  });
});

describe('adviceFor', () => {
  it('is what processing suggests', () => {
    expect(adviceFor({ suggestions: ['Ask the guest'], metrics: METRICS }, NAMES)).toEqual(['Ask Grace.']);
  });

  it('is nothing when nothing can be better, or nothing is known', () => {
    expect(adviceFor({ suggestions: [], metrics: METRICS }, NAMES)).toEqual([]);
    expect(adviceFor({ suggestions: [], metrics: null }, NAMES)).toEqual([]);
  });

  it('follows from the values otherwise, and names who can do it', () => {
    const tracks = { host: { ...TRACK, snr: 18 }, guest: { ...TRACK, snr: null, clipCount: 2 } };
    const advice = adviceFor({ suggestions: [], metrics: { ...METRICS, tracks, overlapPercent: 21 } }, NAMES);
    expect(advice.map((text) => text.split(':')[0])).toEqual([
      'Ada',
      'Grace',
      'Grace',
      'Leave each other a short pause before answering.',
    ]);
  });
});
