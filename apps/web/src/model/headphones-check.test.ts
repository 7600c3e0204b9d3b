import type { Levels } from '@audio-studio/capture';
import { Emitter, ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { checkHeadphones } from './headphones-check.ts';
import { levels } from './testing/fake-recorder.ts';

/** Runs the check in a room where the microphone hears `level(toneIsOn, round)`, thirty times a second. */
async function run(level: (toneIsOn: boolean, round: number) => number) {
  const events = new Emitter<{ levels: Levels }>();
  const clock = new ManualClock();
  let toneIsOn = false;
  let tones = 0;
  const playTone = () => {
    toneIsOn = true;
    tones += 1;
    return () => {
      toneIsOn = false;
    };
  };
  const found: unknown[] = [];
  void checkHeadphones({ events, playTone, clock }).then((verdict) => found.push(verdict));
  while (found.length === 0) {
    events.emit('levels', levels({ rmsDbfs: level(toneIsOn, tones) }));
    await clock.advance(33);
  }
  return { verdict: found[0], toneIsOn };
}

describe('checkHeadphones', () => {
  it('hears the same with and without the tone: clean', async () => {
    expect(await run(() => -60)).toEqual({ verdict: { kind: 'clean' }, toneIsOn: false });
  });

  it('finds the tone in the microphone', async () => {
    const { verdict } = await run((toneIsOn) => (toneIsOn ? -38 : -60));
    expect(verdict).toEqual({ kind: 'bleeds', riseDb: 22 });
  });

  it('does not decide on one round: somebody coughed', async () => {
    const { verdict } = await run((toneIsOn, round) => (toneIsOn && round === 2 ? -20 : -60));
    expect(verdict).toEqual({ kind: 'unclear' });
  });

  it('does not call a room clean in which somebody talks in the pauses', async () => {
    const { verdict } = await run((toneIsOn) => (toneIsOn ? -60 : -25));
    expect(verdict).toEqual({ kind: 'unclear' });
  });

  it('stops the tone when it is abandoned', async () => {
    const abort = new AbortController();
    const clock = new ManualClock();
    let playing = 0;
    const checked = checkHeadphones({
      events: new Emitter<{ levels: Levels }>(),
      clock,
      signal: abort.signal,
      playTone: () => {
        playing += 1;
        return () => {
          playing -= 1;
        };
      },
    });
    await clock.advance(500);
    expect(playing).toBe(1);
    abort.abort(new Error('left'));
    await expect(checked).rejects.toThrow('left');
    expect(playing).toBe(0);
  });
});
