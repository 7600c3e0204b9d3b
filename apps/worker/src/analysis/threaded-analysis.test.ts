import { floatToInt16 } from '@audio-studio/dsp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { voice } from '../testing/speech-like.ts';
import type { AnalysisPlan } from './analysis.ts';
import { TakeAnalysis } from './take-analysis.ts';
import { ThreadedAnalysis } from './threaded-analysis.ts';

const CRASHING = new URL('../testing/crashing.thread.ts', import.meta.url);
const PLAN: AnalysisPlan = { sampleCount: { host: 96_000, guest: 96_000 }, offsetSeconds: { host: 0, guest: 0.5 } };

const open: ThreadedAnalysis[] = [];
function start(plan: AnalysisPlan, signal = new AbortController().signal, thread?: URL): ThreadedAnalysis {
  const analysis = new ThreadedAnalysis(plan, signal, thread);
  open.push(analysis);
  return analysis;
}
function dying(death: string, options: { signal?: AbortSignal; turns?: Int32Array } = {}): ThreadedAnalysis {
  return start({ death, turns: options.turns } as unknown as AnalysisPlan, options.signal, CRASHING);
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((analysis) => analysis.close()));
});

const track = (pitchHz: number) =>
  floatToInt16(voice({ durationSeconds: 2, turns: [[0.3, 1.6]], levelDbfs: -20, snrDb: 20, pitchHz })).slice();

describe('an analysis in a thread', () => {
  it('answers what the same analysis answers without one', async () => {
    const threaded = start(PLAN);
    const direct = new TakeAnalysis(PLAN);
    for (const [role, pitchHz] of [
      ['host', 130],
      ['guest', 220],
    ] as const) {
      direct.push(role, track(pitchHz));
      await threaded.push(role, track(pitchHz));
    }
    const shares: number[] = [];
    expect(await threaded.levels()).toEqual(direct.levels());
    expect(await threaded.conversation((share) => shares.push(share))).toEqual(direct.conversation(() => undefined));
    expect(shares.at(-1)).toBe(1);
  });

  it('takes the samples over instead of copying them', async () => {
    const samples = track(130);
    await start(PLAN).push('host', samples);
    expect(samples.byteLength).toBe(0);
  });

  it.each(['throws', 'exits', 'runs out of memory'])('that %s fails what was asked, not the process', async (death) => {
    const analysis = dying(death);
    await expect(analysis.levels()).rejects.toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
    await expect(analysis.levels()).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('reports a mistake in the mathematics and lives on', async () => {
    const analysis = start(PLAN);
    await expect(analysis.push('nobody' as 'host', track(130))).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    await analysis.push('host', track(130));
    expect((await analysis.levels()).host.sampleCount).toBe(96_000);
  });

  it('is ended in the middle of its work when the signal fires', async () => {
    const stopping = new AbortController();
    const turns = new Int32Array(new SharedArrayBuffer(4));
    const analysis = dying('hangs', { signal: stopping.signal, turns });
    const answer = analysis.levels();
    await vi.waitFor(() => expect(Atomics.load(turns, 0)).not.toBe(0), { timeout: 5_000 });
    stopping.abort(new DOMException('The worker stops', 'AbortError'));
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    let seen = NaN;
    await vi.waitFor(() => {
      const before = seen;
      seen = Atomics.load(turns, 0);
      expect(seen).toBe(before);
    });
  });

  it('is not begun after the signal', () => {
    expect(() => start(PLAN, AbortSignal.abort())).toThrow('abort');
  });

  it('answers nothing after it was closed, and may be closed twice', async () => {
    const analysis = start(PLAN);
    await analysis.close();
    await analysis.close();
    await expect(analysis.levels()).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
  });
});
