import { encodeWavHeader } from '@audio-studio/dsp';
import type { FakeObjectStore } from '@audio-studio/ports/testing';
import { describe, expect, it, vi } from 'vitest';
import { GUEST_KEY, HOST_KEY, inlineAnalysis, storeOf } from '../testing/take-fixture.ts';
import { noise, voice, wavFile } from '../testing/speech-like.ts';
import { inspectTracks, measureTracks } from './validate.ts';

const KEYS = { host: HOST_KEY, guest: GUEST_KEY };
const good = wavFile(voice({ durationSeconds: 2, turns: [[0.5, 1.5]], levelDbfs: -20 }));
const stored = (guest: Uint8Array) => storeOf({ [HOST_KEY]: good, [GUEST_KEY]: guest });

function patched(offset: number, value: number, bytes: 2 | 4): Uint8Array {
  const file = good.slice();
  const view = new DataView(file.buffer);
  if (bytes === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
  return file;
}

describe('a file that cannot be used is found, named and never crashes', () => {
  it.each([
    ['an empty object', new Uint8Array(0), 'empty'],
    ['one byte', Uint8Array.of(82), 'not-wav'],
    ['not a WAV', new TextEncoder().encode('<!doctype html><title>502 Bad Gateway</title>'), 'not-wav'],
    ['random bytes', new Uint8Array(noise(5000, 7).buffer), 'not-wav'],
    ['a header cut off in its format', good.slice(0, 20), 'not-wav'],
    ['a header cut off before the audio', good.slice(0, 38), 'not-wav'],
    ['a header and nothing behind it', encodeWavHeader({ dataBytes: 0 }), 'empty'],
    ['another rate', patched(24, 44_100, 4), 'wrong-format'],
    ['stereo', patched(22, 2, 2), 'wrong-format'],
    ['24 bit', patched(34, 24, 2), 'wrong-format'],
    ['floating point', patched(20, 3, 2), 'wrong-format'],
    ['audio that is missing in part', good.slice(0, 100_000), 'incomplete'],
    ['less than a second', wavFile(new Float32Array(47_999)), 'too-short'],
  ])('%s', async (_, guest, kind) => {
    const inspection = await inspectTracks(KEYS, await stored(guest));
    expect(inspection).toMatchObject({ status: 'rejected', rejections: [{ role: 'guest', problem: { kind } }] });
  });

  it('an object that is not there', async () => {
    const inspection = await inspectTracks(KEYS, await storeOf({ [HOST_KEY]: good }));
    expect(inspection).toMatchObject({ rejections: [{ role: 'guest', problem: { kind: 'missing' } }] });
  });

  it('both tracks, when both are bad', async () => {
    const inspection = await inspectTracks(
      KEYS,
      await storeOf({ [HOST_KEY]: Uint8Array.of(1), [GUEST_KEY]: Uint8Array.of(2) }),
    );
    expect(inspection.status === 'rejected' && inspection.rejections.map(({ role }) => role)).toEqual([
      'host',
      'guest',
    ]);
  });

  it('any prefix of a good file is either found bad or the whole file', async () => {
    const short = good.slice(0, 200);
    for (let length = 0; length < short.length; length += 1) {
      const inspection = await inspectTracks(KEYS, await stored(short.slice(0, length)));
      expect(inspection.status, `${length} bytes`).toBe('rejected');
    }
    expect((await inspectTracks(KEYS, await stored(good))).status).toBe('usable');
  });
});

describe('a file that can be used', () => {
  it('is described by its header', async () => {
    const inspection = await inspectTracks(KEYS, await stored(good));
    expect(inspection).toMatchObject({
      status: 'usable',
      tracks: { guest: { key: GUEST_KEY, dataOffsetBytes: 44, sampleCount: 96_000 } },
      warnings: [],
    });
  });

  it.each([
    ['zero', 0],
    ['all ones', 0xffff_ffff],
  ])('may have a size field of %s, if its recorder died: what arrived counts', async (_, dataBytes) => {
    const inspection = await inspectTracks(KEYS, await stored(patched(40, dataBytes, 4)));
    expect(inspection).toMatchObject({ status: 'usable', tracks: { guest: { sampleCount: 96_000 } } });
    expect(inspection.status === 'usable' && inspection.warnings).toHaveLength(1);
  });

  it('may carry other chunks behind the audio', async () => {
    const file = new Uint8Array(good.length + 100).fill(0x55);
    file.set(good);
    expect(await inspectTracks(KEYS, await stored(file))).toMatchObject({ tracks: { guest: { sampleCount: 96_000 } } });
  });
});

describe('measuring', () => {
  async function measure(files: FakeObjectStore) {
    const inspection = await inspectTracks(KEYS, files);
    if (inspection.status === 'rejected') throw new Error('fixture');
    const { tracks } = inspection;
    const sampleCount = { host: tracks.host.sampleCount, guest: tracks.guest.sampleCount };
    const analysis = inlineAnalysis({ sampleCount, offsetSeconds: { host: 0, guest: 0 } });
    const shares: number[] = [];
    const signal = new AbortController().signal;
    return {
      measured: await measureTracks(tracks, { objects: files, analysis }, signal, (share) => shares.push(share)),
      shares,
    };
  }

  it('rejects digital silence, and names whose', async () => {
    const { measured } = await measure(await stored(wavFile(new Float32Array(96_000))));
    expect(measured).toEqual({ status: 'rejected', rejections: [{ role: 'guest', problem: { kind: 'silent' } }] });
  });

  it('does not take the faintest sound for silence', async () => {
    const faint = new Float32Array(96_000);
    faint[40_000] = 1 / 32_768;
    expect((await measure(await stored(wavFile(faint)))).measured.status).toBe('valid');
  });

  it('reads a track in slices of constant size and reports how far it is', async () => {
    const long = wavFile(voice({ durationSeconds: 40, turns: [[0, 40]], levelDbfs: -20 }));
    const files = await stored(long);
    const reading = vi.spyOn(files, 'get');
    const { measured, shares } = await measure(files);
    const lengths = reading.mock.calls.map(([, range]) => range!.last! - range!.first + 1);
    expect(Math.max(...lengths)).toBe(1024 * 1024);
    expect(shares.length).toBeGreaterThan(3);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBe(1);
    expect(measured.status === 'valid' && measured.levels.guest.sampleCount).toBe(40 * 48_000);
  });

  it('rejects with something that may pass when a track shrinks while it is read', async () => {
    const files = await stored(good);
    const inspection = await inspectTracks(KEYS, files);
    if (inspection.status === 'rejected') throw new Error('fixture');
    await files.put(GUEST_KEY, good.slice(0, 1000), { contentType: 'audio/wav' });
    const plan = { sampleCount: { host: 96_000, guest: 96_000 }, offsetSeconds: { host: 0, guest: 0 } };
    const measuring = measureTracks(
      inspection.tracks,
      { objects: files, analysis: inlineAnalysis(plan) },
      new AbortController().signal,
      () => undefined,
    );
    await expect(measuring).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });
});
