import { silentFrames } from '@audio-studio/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { deleteTake } from '../storage/take-store.ts';
import { readOpfsTake, samplesOf } from '../testing/read-take.ts';
import { newTake } from '../testing/take.ts';
import { openToneMicrophone } from '../testing/tone-microphone.ts';
import { Recorder } from './recorder.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function framesHeard(recorder: Recorder, frames: number): Promise<void> {
  return new Promise((resolve) => {
    const off = recorder.events.on('levels', ({ takeFrames }) => {
      if ((takeFrames ?? 0) < frames) return;
      off();
      resolve();
    });
  });
}

describe('a microphone that stops for a moment mid-take', () => {
  it('leaves a track as long as the clock says, with the loss listed and silence for it', async () => {
    const microphone = await openToneMicrophone({ frequencyHz: 1000, amplitude: 0.5 });
    closers.push(() => microphone.close());
    const recorder = await Recorder.open({
      microphone,
      serverNowMs: Date.now,
      warmUpSeconds: 3.5,
      forcePath: 'track-processor',
    });
    closers.push(() => recorder.close());
    await recorder.startTake(newTake());
    await framesHeard(recorder, 2 * 48_000);
    await microphone.context.suspend();
    // What is lost here cannot be waited for in any other way.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await microphone.context.resume();
    await framesHeard(recorder, 6 * 48_000);
    const { takeKey, ledger } = await recorder.stopTake();
    closers.push(() => deleteTake(takeKey));

    const gaps = ledger.gaps ?? [];
    // A busy machine may lose more than it was made to.
    const longest = gaps.toSorted((a, b) => b.frames - a.frames)[0]!;
    expect(longest.reason).toBe('samples-dropped');
    expect(longest.frames).toBeGreaterThan(0.3 * 48_000);
    expect(longest.lostAtFrame! / 48_000).toBeCloseTo(2, 0);
    expect(ledger.framesWritten).toBe(ledger.framesDelivered + silentFrames(gaps));
    expect(Math.abs(ledger.framesWritten / 48_000 - ledger.wallClockSeconds)).toBeLessThan(0.05);
    const silence = samplesOf(await readOpfsTake(takeKey)).slice(longest.frame, longest.frame + longest.frames);
    expect(silence.every((sample) => sample === 0)).toBe(true);
  });
});
