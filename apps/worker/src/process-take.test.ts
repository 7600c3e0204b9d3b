import {
  overviewKey,
  processingProgressSchema,
  processingResultSchema,
  takeOverviewSchema,
  type ProcessingProgress,
} from '@audio-studio/contract';
import { systemClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import type { Analysis } from './analysis/analysis.ts';
import { processTake, type ProcessTakeDeps } from './process-take.ts';
import {
  GUEST_KEY,
  HOST_KEY,
  inlineAnalysis,
  ROOM_ID,
  storedJson,
  storeOf,
  TAKE_ID,
  takeMessage,
} from './testing/take-fixture.ts';
import { voice, wavFile } from './testing/speech-like.ts';

const AT = 1_700_000_000_000;
const host = wavFile(voice({ durationSeconds: 8, turns: [[0.5, 3]], levelDbfs: -22, snrDb: 30 }));
const guest = wavFile(
  voice({ durationSeconds: 6, turns: [[2, 4.5]], levelDbfs: -22, snrDb: 28, pitchHz: 210, seed: 2 }),
);

async function setup(files: Record<string, Uint8Array>) {
  const objects = await storeOf(files);
  const steps: ProcessingProgress[] = [];
  let closed = 0;
  const deps: ProcessTakeDeps = {
    objects,
    openAnalysis: (plan): Analysis => ({
      ...inlineAnalysis(plan),
      close: async () => {
        closed += 1;
      },
    }),
    publish: (progress) => steps.push(processingProgressSchema.parse(progress)),
    clock: systemClock,
  };
  return { objects, steps, deps, closedAnalyses: () => closed };
}
const never = new AbortController().signal;

describe('a take', () => {
  const message = takeMessage({ guestStartedAtMs: AT + 1500 });

  it('comes to a graded result through every step', async () => {
    const { deps, steps, closedAnalyses } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    const result = processingResultSchema.parse(await processTake(message, deps, never));
    expect(result).toMatchObject({ roomId: ROOM_ID, sessionId: TAKE_ID, status: 'completed', profile: 'P0' });
    expect(result.metrics.snr).toBeGreaterThan(25);
    expect(result.metrics.tracks?.guest.durationSeconds).toBe(6);
    expect(result.warnings).toEqual([]);
    expect([...new Set(steps.map(({ step }) => step))]).toEqual([
      'syncing',
      'validating',
      'classifying',
      'preprocessing',
      'complete',
    ]);
    expect(steps.at(-1)).toMatchObject({ progress: 100, estimatedTimeLeft: 0 });
    expect(closedAnalyses()).toBe(1);
  });

  it('leaves a drawing on its common time line', async () => {
    const { deps, objects } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    await processTake(message, deps, never);
    const overview = takeOverviewSchema.parse(await storedJson(objects, overviewKey(ROOM_ID, TAKE_ID)));
    expect(overview).toMatchObject({
      sessionId: TAKE_ID,
      durationSeconds: 8,
      tracks: [
        { role: 'host', offsetSeconds: 0, durationSeconds: 8, recordingId: `${TAKE_ID}#Ada` },
        { role: 'guest', offsetSeconds: 1.5, durationSeconds: 6, recordingId: `${TAKE_ID}#Ben` },
      ],
      overlap: [],
    });
    expect(overview.tracks[1]!.speech[0]!.startSeconds).toBeCloseTo(3.5, 1);
    expect(Math.max(...overview.tracks[0]!.peaks)).toBeGreaterThan(0.05);
  });

  it('gives the same result and drawing when it is done again', async () => {
    const { deps, objects } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    const first = await processTake(message, deps, never);
    const drawing = await storedJson(objects, overviewKey(ROOM_ID, TAKE_ID));
    const second = await processTake(message, deps, never);
    expect({ ...second, processingTimeMs: 0 }).toEqual({ ...first, processingTimeMs: 0 });
    expect(await storedJson(objects, overviewKey(ROOM_ID, TAKE_ID))).toEqual(drawing);
  });

  it('of noise behind a good header is unusable, with its numbers and what to do', async () => {
    const hiss = wavFile(voice({ durationSeconds: 6, turns: [[0, 6]], levelDbfs: -30, snrDb: -20 }));
    const { deps } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: hiss });
    const result = processingResultSchema.parse(await processTake(message, deps, never));
    expect(result).toMatchObject({ status: 'rejected', profile: 'P4' });
    expect(result.rejectionReason).toMatch(/Guest/);
    expect(result.suggestions!.length).toBeGreaterThan(1);
    expect(result.metrics.tracks?.host.snr).toBeGreaterThan(25);
  });

  it('with a file that cannot be read is rejected in words, without a drawing', async () => {
    const { deps, objects } = await setup({ [HOST_KEY]: new TextEncoder().encode('not audio'), [GUEST_KEY]: guest });
    const result = processingResultSchema.parse(await processTake(message, deps, never));
    expect(result).toMatchObject({ status: 'rejected', profile: 'P4', metrics: { snr: null } });
    expect(result.rejectionReason).toMatch(/^The host’s recording cannot be read/);
    expect(result.suggestions).toHaveLength(1);
    expect(await storedJson(objects, overviewKey(ROOM_ID, TAKE_ID))).toBeUndefined();
  });

  it('with a silent track is rejected and names the microphone', async () => {
    const { deps, closedAnalyses } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: wavFile(new Float32Array(96_000)) });
    const result = await processTake(message, deps, never);
    expect(result.rejectionReason).toMatch(/guest.*silent/);
    expect(result.suggestions!.join()).toMatch(/muted/);
    expect(closedAnalyses()).toBe(1);
  });

  it('is not given up because storage fails: that rejects, and the analysis is closed', async () => {
    const { deps, closedAnalyses } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    deps.objects.put = async () => {
      throw new Error('The disk is full');
    };
    await expect(processTake(message, deps, never)).rejects.toThrow('The disk is full');
    expect(closedAnalyses()).toBe(1);
  });
});
