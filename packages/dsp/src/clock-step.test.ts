import { describe, expect, it } from 'vitest';
import { ClockStepDetector, type ClockStep } from './clock-step.ts';
import {
  ARRIVAL_RATE_HZ,
  audioWorklet,
  SCATTERED_WORKLET,
  seededRandom,
  simulateArrivals,
  TRACK_PROCESSOR,
  type ArrivalOptions,
  type CaptureModel,
  type InjectedStep,
} from './testing/arrivals.ts';

const MODELS: [string, CaptureModel][] = [
  ['track processor', TRACK_PROCESSOR],
  ['audio worklet', audioWorklet()],
  ['audio worklet, scattered', SCATTERED_WORKLET],
];
const FRAMES_PER_MS = ARRIVAL_RATE_HZ / 1000;
const HOURS_12 = 12 * 3600;

type Told = ClockStep & { afterFrames: number };

function stepsIn(model: CaptureModel, options: ArrivalOptions): Told[] {
  const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
  const told: Told[] = [];
  let lastFrame = 0;
  simulateArrivals(model, options, (frame, timeMs) => {
    lastFrame = frame;
    const step = detector.push({ frame, timeMs });
    if (step !== undefined) told.push({ ...step, afterFrames: frame - step.atFrame });
  });
  const last = detector.finish();
  return last === undefined ? told : [...told, { ...last, afterFrames: lastFrame - last.atFrame }];
}

/** Frames delivered when each step happened: the clock less what was lost before. */
function expected(steps: readonly InjectedStep[]): { atFrame: number; frames: number }[] {
  let lostMs = 0;
  return steps.map(({ atSeconds, ms }) => {
    const atFrame = (atSeconds * 1000 - lostMs) * FRAMES_PER_MS;
    lostMs += ms;
    return { atFrame, frames: ms * FRAMES_PER_MS };
  });
}

/** Why `told` is not what was injected, or undefined when it is. */
function mismatch(told: readonly Told[], steps: readonly InjectedStep[]): string | undefined {
  const wanted = expected(steps);
  if (told.length !== wanted.length) return `${told.length} steps told, ${wanted.length} injected`;
  for (const [index, { atFrame, frames, confidence }] of told.entries()) {
    const truth = wanted[index];
    const errorMs = Math.abs(frames - truth.frames) / FRAMES_PER_MS;
    const offSeconds = Math.abs(atFrame - truth.atFrame) / ARRIVAL_RATE_HZ;
    if (errorMs > 3) return `step ${index} of ${steps[index].ms} ms: length off by ${errorMs} ms`;
    if (offSeconds > 0.5) return `step ${index} of ${steps[index].ms} ms: place off by ${offSeconds} s`;
    if (!(confidence > 0.2 && confidence <= 1)) return `confidence of ${confidence}`;
  }
  return undefined;
}

/** Lengths from 10 ms to 2 s, small ones as likely as large ones; most are losses. */
function randomSteps(random: () => number, count: number, apartSeconds: number): InjectedStep[] {
  let atSeconds = 5 + 5 * random();
  return Array.from({ length: count }, () => {
    const ms = 10 * 200 ** random() * (random() < 0.7 ? 1 : -1);
    const step = { atSeconds, ms };
    atSeconds += Math.max(0, ms) / 1000 + apartSeconds * (1 + random());
    return step;
  });
}

describe.each(MODELS)('ClockStepDetector (%s)', (_name, model) => {
  it('finds every loss and insertion of 10 ms or more, with drift and stalls', () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= 100; seed += 1) {
      const random = seededRandom(seed);
      const steps = randomSteps(random, 4, 5);
      const conditions = {
        seconds: 60,
        seed,
        driftPpm: 400 * random() - 200,
        wanderPpm: 20 * random(),
        stallsPerMinute: 12 * random(),
      };
      const why = mismatch(stepsIn(model, { ...conditions, steps }), steps);
      if (why !== undefined) failures.push(`seed ${seed}: ${why}`);
    }
    expect(failures).toEqual([]);
  });

  it.each([10, -10])('finds the least of %s ms wherever it falls', (ms) => {
    const failures: string[] = [];
    for (let seed = 1; seed <= 200; seed += 1) {
      const steps = [{ atSeconds: 5 + 0.0137 * seed, ms }];
      const why = mismatch(stepsIn(model, { seconds: 13, seed, steps, driftPpm: seed % 2 === 0 ? 200 : -200 }), steps);
      if (why !== undefined) failures.push(`seed ${seed}: ${why}`);
    }
    expect(failures).toEqual([]);
  });

  it('tells steps three seconds apart one by one', () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= 50; seed += 1) {
      const steps = [0, 1, 2, 3].map((index) => ({ atSeconds: 6 + 3 * index, ms: index === 2 ? -15 : 12 + seed }));
      const why = mismatch(stepsIn(model, { seconds: 20, seed, steps, stallsPerMinute: 6 }), steps);
      if (why !== undefined) failures.push(`seed ${seed}: ${why}`);
    }
    expect(failures).toEqual([]);
  });

  it('invents none in twelve clean hours of drift, warming up and stalls', () => {
    for (const [seed, driftPpm] of [200, -200].entries()) {
      const told = stepsIn(model, { seconds: HOURS_12, seed, driftPpm, wanderPpm: 30, stallsPerMinute: 4 });
      expect(told).toEqual([]);
    }
  });

  it('tells a computer that slept as one loss of minutes', () => {
    const steps = [{ atSeconds: 30, ms: 7 * 60_000 }];
    const told = stepsIn(model, { seconds: 600, seed: 3, steps, driftPpm: 40 });
    expect(mismatch(told, steps)).toBeUndefined();
  });

  it('tells what it found within three seconds', () => {
    const steps = [{ atSeconds: 10, ms: 50 }];
    const [step] = stepsIn(model, { seconds: 20, seed: 5, steps });
    expect(step.afterFrames).toBeLessThan(3 * ARRIVAL_RATE_HZ);
  });

  it('tells at the end a step that half a second speaks for', () => {
    for (const ms of [40, -40]) {
      const steps = [{ atSeconds: 10, ms }];
      const [step, ...others] = stepsIn(model, { seconds: 10.8, seed: 6, steps });
      expect(others).toEqual([]);
      expect(Math.abs(step.frames / FRAMES_PER_MS - ms)).toBeLessThan(6);
      expect(step.confidence).toBe(0.5);
    }
  });
});

describe('ClockStepDetector', () => {
  const feed = (detector: ClockStepDetector, blocks: number, at: (block: number) => number): ClockStep[] =>
    Array.from({ length: blocks }, (_, block) => detector.push({ frame: (block + 1) * 480, timeMs: at(block) })).filter(
      (step) => step !== undefined,
    );

  it('takes a stall of seconds for no loss, whether it is caught up at once or slowly', () => {
    const due = (block: number) => 10 * (block + 1);
    const atOnce = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    expect(feed(atOnce, 3000, (block) => (block >= 1000 && block < 1400 ? 14_000 : due(block)))).toEqual([]);
    const slowly = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    // From second 10 to 12 nothing comes; then blocks come half again as fast as they were made.
    const late = (block: number) => Math.max(due(block), block < 1000 ? 0 : 12_000 + (block - 1000) * 6.67);
    expect(feed(slowly, 3000, late)).toEqual([]);
    expect(slowly.finish()).toBeUndefined();
  });

  it('corrects a first impression made in a stall without inventing an insertion', () => {
    const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    expect(feed(detector, 3000, (block) => 10 * block + (block < 250 ? 40 : 0))).toEqual([]);
  });

  it('accounts for what is lost a little at a time', () => {
    const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    // Half a millisecond in each half second: a thousand parts per million, below any single step.
    const told = feed(detector, 12_000, (block) => 10 * block + Math.floor(block / 50) * 0.5);
    const toldMs = told.reduce((sum, { frames }) => sum + frames, 0) / FRAMES_PER_MS;
    // 120 ms were lost in two minutes; at most 36 of them may pass for drift, and 6 are still in doubt.
    expect(toldMs).toBeGreaterThan(120 - 36 - 8);
    expect(toldMs).toBeLessThan(121);
  });

  it('accounts for losses that never pause', () => {
    const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    const told = feed(
      detector,
      6000,
      (block) => 10 * block + Math.max(0, Math.min(40, Math.floor(block / 50) - 20)) * 20,
    );
    const toldMs = told.reduce((sum, { frames }) => sum + frames, 0) / FRAMES_PER_MS;
    expect(told.length).toBeGreaterThan(1);
    expect(Math.abs(toldMs - 800)).toBeLessThan(3);
  });

  it('says when the last frame was due, whatever its own delay', () => {
    const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    expect(detector.lastFrameDueMs).toBeUndefined();
    feed(detector, 1000, (block) => 500 + 10 * (block + 1));
    detector.push({ frame: 1001 * 480, timeMs: 500 + 10_010 + 180 });
    expect(detector.lastFrameDueMs).toBeCloseTo(10_510, 6);
  });

  it('tells nothing of a tail shorter than half a second, nor of a stream that hardly began', () => {
    const detector = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    feed(detector, 1030, (block) => 10 * block + (block >= 1000 ? 60 : 0));
    expect(detector.finish()).toBeUndefined();
    const young = new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ });
    feed(young, 100, (block) => 10 * block + (block >= 20 ? 60 : 0));
    expect(young.finish()).toBeUndefined();
    expect(new ClockStepDetector({ sampleRateHz: ARRIVAL_RATE_HZ }).finish()).toBeUndefined();
  });

  it('refuses a rate that is none', () => {
    expect(() => new ClockStepDetector({ sampleRateHz: 0 })).toThrow(RangeError);
    expect(() => new ClockStepDetector({ sampleRateHz: Number.NaN })).toThrow(RangeError);
  });
});
