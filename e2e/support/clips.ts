import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { encodeWavHeader, parseWavHeader } from '@audio-studio/dsp';
import { run } from './child-process.ts';
import { CACHE, REPOSITORY } from './repository.ts';

/** Real recordings, when they lie beside the checkout; they are never part of it. */
const RECORDINGS = resolve(REPOSITORY, '../shared/audio');

/** Longer than any test keeps its microphone open. */
const FILE_SECONDS = 240;

export interface Clip {
  /** 48 kHz mono 16-bit WAV. */
  path: string;
  /** The same speech again and again, long enough for any test: what a fake microphone plays. */
  microphonePath: string;
  /** What is said, as samples in −32768…32767. */
  samples: Int16Array;
}

const SPEAKERS = {
  host: {
    recordings: ['ls_2033_0000.flac', 'ls_2033_0002.flac'],
    voice: 'en-gb',
    text: 'I keep a small notebook by the window. Every morning I write down what the birds are doing, and whether the river is high. It takes five minutes. After ten years it became a book.',
  },
  guest: {
    recordings: ['ls_3080_0002.flac', 'ls_3080_0005.flac'],
    voice: 'en-us+f3',
    text: 'When we came to the harbour the boats had already left. My brother laughed and said we would walk. So we walked, four days along the coast, and I have never been so happy or so tired.',
  },
} as const;

export type Speaker = keyof typeof SPEAKERS;

/** One speaker's clip: a real recording where there is one, else the same kind of thing spoken by espeak-ng. */
export async function speechClip(speaker: Speaker): Promise<Clip> {
  await mkdir(CACHE, { recursive: true });
  const { recordings, voice, text } = SPEAKERS[speaker];
  const sources = recordings.map((name) => join(RECORDINGS, name));
  const real = sources.every((source) => existsSync(source));
  const name = `${speaker}-${real ? 'recorded' : 'spoken'}`;
  const path = join(CACHE, `${name}.wav`);
  const microphonePath = join(CACHE, `${name}-microphone.wav`);
  if (!existsSync(microphonePath)) {
    const spoken = join(CACHE, `${speaker}-espeak.wav`);
    if (!real) await run('espeak-ng', ['-v', voice, '-s', '150', '-w', spoken, text]);
    await joinClips(real ? sources : [spoken], path);
    const speech = withNoise(samplesOf(await readFile(path)));
    await writeRepeated(path, speech, 1);
    await writeRepeated(microphonePath, speech, Math.ceil((FILE_SECONDS * 48_000) / speech.length));
  }
  return { path, microphonePath, samples: samplesOf(await readFile(path)) };
}

/** One 48 kHz mono file of several, with half a second of silence at the end. */
async function joinClips(sources: readonly string[], path: string): Promise<void> {
  const inputs = sources.flatMap((source) => ['-i', source]);
  const filter = `concat=n=${sources.length}:v=0:a=1,apad=pad_dur=0.5`;
  const format = ['-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', '-bitexact'];
  await run('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', filter, ...format, path]);
}

/**
 * For the fake microphone `times` is high: Chromium starts the file over when it ends, which inserts some
 * milliseconds, so the file outlasts the test.
 */
async function writeRepeated(path: string, speech: Int16Array, times: number): Promise<void> {
  const bytes = Buffer.from(speech.buffer, speech.byteOffset, speech.byteLength);
  const header = encodeWavHeader({ dataBytes: bytes.length * times });
  const unfinished = `${path}.part`;
  await writeFile(unfinished, Buffer.concat([header, ...Array.from({ length: times }, () => bytes)]));
  await rename(unfinished, path);
}

/** No microphone delivers exact zeros, which is how silence that the recorder put in is told from a pause. */
function withNoise(samples: Int16Array): Int16Array {
  let state = 1;
  return samples.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.max(-32_768, Math.min(32_767, sample + (state >>> 28) - 8));
  });
}

/** The samples of a 16-bit mono WAV file. */
export function samplesOf(file: Uint8Array): Int16Array {
  const { dataOffsetBytes, dataBytes } = parseWavHeader(file);
  // Not `slice`: a Buffer's is a view of the whole file.
  return new Int16Array(Uint8Array.from(file.subarray(dataOffsetBytes, dataOffsetBytes + dataBytes)).buffer);
}
