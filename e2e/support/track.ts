import type { Recording } from '@audio-studio/contract';
import { expect } from '@playwright/test';
import { align, describeWindows, levelDbfs } from './alignment.ts';
import { samplesOf, type Clip } from './clips.ts';
import { expectedWavHeader } from './wav-header.ts';

/**
 * A track is what was said: header byte for byte, as long as the wall clock says, and, with the silence
 * taken out that its ledger lists, in one piece with its source.
 *
 * A fake microphone skips beats of 10 ms when the machine is busy. The recorder then fills the time, as it
 * would for a real one, so only what the ledger lists may differ.
 */
export function expectFaithful(file: Buffer, recording: Recording, clip: Clip, wallClockSeconds: number): void {
  expect(file.subarray(0, 44).toString('hex')).toBe(expectedWavHeader(file.length - 44).toString('hex'));
  const samples = samplesOf(file);
  // Start and stop reach each page over the network: half a second is generous, a lost second is not.
  expect(Math.abs(samples.length / 48_000 - wallClockSeconds)).toBeLessThan(0.5);
  const heard = withoutListedSilence(samples, recording);
  expect(levelDbfs(heard)).toBeGreaterThan(-50);
  const alignment = align(heard, clip.samples);
  expect(alignment.windows.length).toBeGreaterThan(5);
  expect(alignment.medianCorrelation).toBeGreaterThan(0.97);
  expect(alignment.largestStepMs, describeWindows(alignment)).toBeLessThan(1);
}

/** The track without the silence its ledger says the recorder put in; that silence must be silent. */
function withoutListedSilence(samples: Int16Array, { ledger }: Recording): Int16Array {
  const heard = new Int16Array(samples.length);
  let heardSamples = 0;
  let from = 0;
  for (const gap of ledger?.gaps ?? []) {
    const { frame, frames, reason } = gap;
    if (reason === 'samples-inserted') continue;
    const silence = samples.subarray(frame, frame + frames);
    expect(silence.filter((sample) => sample !== 0).length, JSON.stringify(gap)).toBe(0);
    heard.set(samples.subarray(from, frame), heardSamples);
    heardSamples += frame - from;
    from = frame + frames;
  }
  heard.set(samples.subarray(from), heardSamples);
  return heard.subarray(0, heardSamples + samples.length - from);
}

/** Longest run of exact zeros: what the recorder fills a gap with, and a real microphone never delivers. */
export function longestSilenceSeconds(samples: Int16Array): number {
  let longest = 0;
  let run = 0;
  for (const sample of samples) {
    run = sample === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest / 48_000;
}
