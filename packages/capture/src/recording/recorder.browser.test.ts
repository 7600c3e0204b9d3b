import { trackLedgerSchema } from '@audio-studio/contract';
import { encodeWavHeader, parseWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { afterEach, describe, expect, it } from 'vitest';
import { deleteTake, listLocalTakes } from '../storage/take-store.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import { amplitudeAt, readOpfsTake, samplesOf } from '../testing/read-take.ts';
import { newTake } from '../testing/take.ts';
import { openToneMicrophone } from '../testing/tone-microphone.ts';
import type { Levels } from './levels.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function toneRecorder(options: Partial<RecorderOptions> & { frequencyHz?: number; sampleRate?: number } = {}) {
  const { frequencyHz = 1000, sampleRate, ...rest } = options;
  const microphone = await openToneMicrophone({ frequencyHz, amplitude: 0.5, ...(sampleRate && { sampleRate }) });
  closers.push(() => microphone.close());
  const recorder = await Recorder.open({ microphone, serverNowMs: Date.now, warmUpSeconds: 0.5, ...rest });
  closers.push(() => recorder.close());
  return recorder;
}

/** Resolves when the recorder says that much of the take is on the disk. */
function secondsSaved(recorder: Recorder, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const off = recorder.events.on('saved', (saved) => {
      if (saved.secondsSaved < seconds) return;
      off();
      resolve();
    });
  });
}

/** Frames of the running take up to the next report. */
function framesHeard(recorder: Recorder): Promise<number> {
  return new Promise((resolve) => {
    const off = recorder.events.on('levels', ({ takeFrames }) => {
      off();
      resolve(takeFrames ?? 0);
    });
  });
}

describe('Recorder', () => {
  it.each(['track-processor', 'audio-worklet', 'script-processor'] as const)(
    'records a tone by %s: exact header, right pitch, level and length',
    async (forcePath) => {
      const recorder = await toneRecorder({ forcePath });
      expect(recorder.capturePath).toBe(forcePath);
      expect(recorder.sourceRateHz).toBe(48_000);
      const take = newTake();
      await recorder.startTake(take);
      await secondsSaved(recorder, 1.5);
      const finished = await recorder.stopTake();
      closers.push(() => deleteTake(finished.takeKey));

      const wav = await readOpfsTake(finished.takeKey);
      expect(wav.length).toBe(finished.fileBytes);
      expect(wav.slice(0, WAV_HEADER_BYTES)).toEqual(encodeWavHeader({ dataBytes: wav.length - WAV_HEADER_BYTES }));
      const samples = samplesOf(wav);
      expect(samples.length / 48_000).toBe(finished.durationSeconds);
      expect(samples.length).toBeGreaterThanOrEqual(72_000);
      // The tone is made in real time: a busy machine may drop a little of it. Exactness has tests of its own.
      const second = samples.slice(12_000, 60_000);
      expect(amplitudeAt(second, 1000)).toBeCloseTo(0.5, 1);
      expect(amplitudeAt(second, 2000)).toBeLessThan(0.05);

      const { ledger } = finished;
      expect(trackLedgerSchema.parse(ledger)).toEqual(ledger);
      expect(ledger).toMatchObject({ capturePath: forcePath, sourceRateHz: 48_000, fileBytes: wav.length });
      expect(ledger.framesWritten).toBe(samples.length);
      expect(ledger.framesDelivered).toBe(samples.length);
      expect(ledger.gaps).toBeUndefined();
      expect(ledger.clockPairs[0]!.frame).toBe(0);
      expect(ledger.clockPairs.length).toBeGreaterThanOrEqual(2);
      expect(takeKeyOf(take)).toBe(finished.takeKey);
    },
  );

  it('resamples a microphone that runs at another rate, and says which', async () => {
    const recorder = await toneRecorder({ forcePath: 'track-processor', sampleRate: 44_100, frequencyHz: 3000 });
    expect(recorder.sourceRateHz).toBe(44_100);
    await recorder.startTake(newTake());
    await secondsSaved(recorder, 1.5);
    const { takeKey, ledger } = await recorder.stopTake();
    closers.push(() => deleteTake(takeKey));
    const wav = await readOpfsTake(takeKey);
    expect(parseWavHeader(wav)).toMatchObject({ sampleRateHz: 48_000 });
    expect(amplitudeAt(samplesOf(wav).slice(12_000, 60_000), 3000)).toBeCloseTo(0.5, 1);
    expect(ledger.sourceRateHz).toBe(44_100);
    expect(ledger.framesWritten).toBe(Math.round((ledger.framesDelivered * 48_000) / 44_100));
  });

  it('meters every sample about thirty times a second, in a take and outside', async () => {
    const recorder = await toneRecorder();
    const heard: Levels[] = [];
    recorder.events.on('levels', (levels) => heard.push(levels));
    await expect.poll(() => heard.length, { timeout: 5000 }).toBeGreaterThan(30);
    // The tone is made in real time: judged by a slice that a busy machine dropped nothing of.
    const levels = heard.reduce((best, each) => (each.rmsDbfs > best.rmsDbfs ? each : best));
    expect(levels.rmsDbfs).toBeCloseTo(-9.03, 0);
    expect(levels.peakDbfs).toBeCloseTo(-6.02, 0);
    expect(levels).toMatchObject({ clipCountTotal: 0, speech: true, silenceMs: 0, takeFrames: null });
    expect(levels.sliceSamples).toBeLessThanOrEqual(2080);
    expect(Math.max(...levels.peaks)).toBeCloseTo(0.5, 2);
    expect(Math.min(...levels.peaks)).toBeCloseTo(-0.5, 2);

    await recorder.startTake(newTake());
    await expect.poll(() => heard.at(-1)!.takeFrames, { timeout: 5000 }).toBeGreaterThan(4800);
    const { takeKey } = await recorder.stopTake();
    await deleteTake(takeKey);
  });

  it('starts the same take twice as once, and refuses another beside it', async () => {
    const recorder = await toneRecorder();
    const take = newTake();
    await Promise.all([recorder.startTake(take), recorder.startTake(take)]);
    await recorder.startTake(take);
    await expect(recorder.startTake(newTake())).rejects.toMatchObject({ code: 'CONFLICT' });
    await secondsSaved(recorder, 0.25);
    const [one, two] = await Promise.all([recorder.stopTake(), recorder.stopTake()]);
    expect(one).toEqual(two);
    await expect(recorder.stopTake()).rejects.toMatchObject({ code: 'CONFLICT' });
    await deleteTake(one.takeKey);
    expect((await listLocalTakes()).map((each) => each.takeKey)).not.toContain(one.takeKey);
  });

  it('refuses a take whose ids could name another file', async () => {
    const recorder = await toneRecorder();
    const take = { ...newTake(), userId: '../../x' };
    await expect(recorder.startTake(take)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect((await listLocalTakes()).length).toBe(0);
  });

  it('makes a test recording in memory', async () => {
    const recorder = await toneRecorder();
    const blob = await recorder.recordTest(1);
    expect(blob.type).toBe('audio/wav');
    const wav = new Uint8Array(await blob.arrayBuffer());
    expect(wav.length).toBe(WAV_HEADER_BYTES + 96_000);
    expect(amplitudeAt(samplesOf(wav), 1000)).toBeCloseTo(0.5, 1);
    expect(await listLocalTakes()).toEqual([]);
  });

  it.each(['track-processor', 'audio-worklet'] as const)(
    'goes on with another microphone in the same file (%s)',
    async (forcePath) => {
      const recorder = await toneRecorder({ forcePath, frequencyHz: 1000 });
      await recorder.startTake(newTake());
      await secondsSaved(recorder, 1);
      const other = await openToneMicrophone({ frequencyHz: 3000, amplitude: 0.25, sampleRate: 44_100 });
      closers.push(() => other.close());
      await recorder.switchMicrophone(other);
      const before = await framesHeard(recorder);
      await secondsSaved(recorder, before / 48_000 + 1.1);
      const { takeKey, ledger } = await recorder.stopTake();
      closers.push(() => deleteTake(takeKey));
      const samples = samplesOf(await readOpfsTake(takeKey));
      expect(amplitudeAt(samples.slice(0, 24_000), 1000)).toBeCloseTo(0.5, 1);
      expect(amplitudeAt(samples.slice(-48_000), 3000)).toBeCloseTo(0.25, 1);
      expect(amplitudeAt(samples.slice(-48_000), 1000)).toBeCloseTo(0, 1);
      expect(ledger.framesWritten).toBe(samples.length);
    },
  );

  it('tells when the microphone goes away, and keeps what it heard', async () => {
    const microphone = await openToneMicrophone({ frequencyHz: 1000, amplitude: 0.5 });
    closers.push(() => microphone.close());
    const recorder = await Recorder.open({ microphone, serverNowMs: Date.now, warmUpSeconds: 0 });
    closers.push(() => recorder.close());
    const take = newTake();
    await recorder.startTake(take);
    await secondsSaved(recorder, 0.5);
    const ended: unknown[] = [];
    const faults: string[] = [];
    recorder.events.on('trackEnded', (event) => ended.push(event));
    recorder.events.on('failed', ({ kind }) => faults.push(kind));
    microphone.track.stop();
    microphone.track.dispatchEvent(new Event('ended'));
    expect(ended).toEqual([{ takeKey: takeKeyOf(take) }]);
    await expect.poll(() => faults, { timeout: 5000 }).toEqual(['no-audio']);
    const { takeKey, durationSeconds } = await recorder.stopTake();
    closers.push(() => deleteTake(takeKey));
    expect(durationSeconds).toBeGreaterThanOrEqual(0.5);
  });

  it('finishes its take when it is closed', async () => {
    const recorder = await toneRecorder();
    const take = newTake();
    await recorder.startTake(take);
    await secondsSaved(recorder, 0.25);
    await Promise.all([recorder.close(), recorder.close()]);
    const [local] = await listLocalTakes();
    expect(local).toMatchObject({ takeKey: takeKeyOf(take), state: 'recorded' });
    await expect.poll(() => deleteTake(takeKeyOf(take)).then(() => true)).toBe(true);
  });

  it('does not open on a microphone that has gone', async () => {
    const microphone = await openToneMicrophone({ frequencyHz: 1000, amplitude: 0.5 });
    microphone.track.stop();
    await expect(Recorder.open({ microphone, serverNowMs: Date.now, warmUpSeconds: 0 })).rejects.toMatchObject({
      reason: 'not-found',
    });
    microphone.close();
  });
});
