import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseWavHeader } from '@audio-studio/dsp';
import { run } from './child-process.ts';
import { CACHE, REPOSITORY } from './repository.ts';

/** Real recordings, when they lie beside the checkout; they are never part of it. */
const RECORDINGS = resolve(REPOSITORY, '../shared/audio');

export interface Clip {
  /** 48 kHz mono 16-bit WAV. */
  path: string;
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

/**
 * One speaker's clip: a real recording where there is one, else the same kind of thing spoken by
 * espeak-ng. Ends with half a second of silence so that looping it does not click.
 */
export async function speechClip(speaker: Speaker): Promise<Clip> {
  await mkdir(CACHE, { recursive: true });
  const { recordings, voice, text } = SPEAKERS[speaker];
  const sources = recordings.map((name) => join(RECORDINGS, name));
  const real = sources.every((source) => existsSync(source));
  const path = join(CACHE, `${speaker}-${real ? 'recorded' : 'spoken'}.wav`);
  if (!existsSync(path)) {
    const spoken = join(CACHE, `${speaker}-espeak.wav`);
    if (!real) await run('espeak-ng', ['-v', voice, '-s', '150', '-w', spoken, text]);
    const inputs = real ? sources : [spoken];
    const joined = `concat=n=${inputs.length}:v=0:a=1,apad=pad_dur=0.5`;
    const unfinished = `${path}.part.wav`;
    await run('ffmpeg', [
      '-v',
      'error',
      '-y',
      ...inputs.flatMap((input) => ['-i', input]),
      '-filter_complex',
      joined,
      '-ar',
      '48000',
      '-ac',
      '1',
      '-c:a',
      'pcm_s16le',
      '-bitexact',
      unfinished,
    ]);
    await rename(unfinished, path);
  }
  return { path, samples: samplesOf(await readFile(path)) };
}

/** The samples of a 16-bit mono WAV file. */
export function samplesOf(file: Uint8Array): Int16Array {
  const { dataOffsetBytes, dataBytes } = parseWavHeader(file);
  return new Int16Array(file.slice(dataOffsetBytes, dataOffsetBytes + dataBytes).buffer);
}
