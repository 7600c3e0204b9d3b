import { TRACK_FORMAT, type Role } from '@audio-studio/contract';
import { parseWavHeader, WavFormatError, type WavHeader } from '@audio-studio/dsp';
import { readBytes } from '@audio-studio/ports';
import type { Analysis, TrackLevels } from '../analysis/analysis.ts';
import type { TrackProblem, TrackRejection } from '../rejection.ts';
import { durationSeconds, forEachRole, ROLES, type ByRole, type Track } from '../track.ts';
import { trackSlices, type StoredTracks } from '../track-slices.ts';

/** Enough for the header and what some programs write before the audio. */
const HEAD_BYTES = 64 * 1024;
const SHORTEST_SECONDS = 1;
const BYTES_PER_SAMPLE = TRACK_FORMAT.bitsPerSample / 8;
const PCM = 1;

/** From here on a size field says "more than I can hold" (or "never closed"), not a size. */
const SATURATED_BYTES = 0xffff_ff00;

export type Inspection =
  | { status: 'usable'; tracks: ByRole<Track>; warnings: string[] }
  | { status: 'rejected'; rejections: TrackRejection[] };

/**
 * Reads both headers and holds them against the objects. A bad file is an outcome; only storage that
 * does not answer rejects.
 */
export async function inspectTracks(
  keys: ByRole<string>,
  objects: StoredTracks,
  signal?: AbortSignal,
): Promise<Inspection> {
  const found = await forEachRole((role) => inspectTrack(role, keys[role], objects, signal));
  const rejections = ROLES.flatMap((role) => {
    const { problem } = found[role];
    return problem === undefined ? [] : [{ role, problem }];
  });
  const { host, guest } = found;
  if (host.track === undefined || guest.track === undefined) return { status: 'rejected', rejections };
  const warnings = ROLES.filter((role) => found[role].isUnclosed).map(
    (role) => `The ${role}’s recording was never closed properly; its length was taken from what arrived.`,
  );
  return { status: 'usable', tracks: { host: host.track, guest: guest.track }, warnings };
}

interface Found {
  track?: Track;
  problem?: TrackProblem;
  isUnclosed?: boolean;
}

async function inspectTrack(role: Role, key: string, objects: StoredTracks, signal?: AbortSignal): Promise<Found> {
  const info = await objects.head(key, signal);
  if (info === undefined) return { problem: { kind: 'missing' } };
  if (info.sizeBytes === 0) return { problem: { kind: 'empty' } };
  const head = await objects.get(key, { first: 0, last: Math.min(HEAD_BYTES, info.sizeBytes) - 1 }, signal);
  if (head === undefined) return { problem: { kind: 'missing' } };
  const header = readHeader(await readBytes(head));
  if ('kind' in header) return { problem: header };

  const { sampleRateHz, channels, bitsPerSample, dataOffsetBytes } = header;
  const isOurs =
    header.formatCode === PCM &&
    sampleRateHz === TRACK_FORMAT.sampleRateHz &&
    channels === TRACK_FORMAT.channels &&
    bitsPerSample === TRACK_FORMAT.bitsPerSample;
  if (!isOurs) return { problem: { kind: 'wrong-format', found: describeFormat(header) } };

  const presentBytes = info.sizeBytes - dataOffsetBytes;
  // A recorder that dies leaves 0 (or all ones) in the size field; what it wrote is there all the same.
  const isSaturated = header.dataBytes >= SATURATED_BYTES;
  const isUnclosed = presentBytes > 0 && (header.dataBytes === 0 || (isSaturated && presentBytes < SATURATED_BYTES));
  const dataBytes = isSaturated || isUnclosed ? presentBytes : header.dataBytes;
  const sampleCount = Math.floor(Math.min(dataBytes, presentBytes) / BYTES_PER_SAMPLE);
  if (dataBytes === 0) return { problem: { kind: 'empty' } };
  if (dataBytes > presentBytes) {
    const declaredSeconds = durationSeconds(dataBytes / BYTES_PER_SAMPLE);
    return { problem: { kind: 'incomplete', presentSeconds: durationSeconds(sampleCount), declaredSeconds } };
  }
  const seconds = durationSeconds(sampleCount);
  if (seconds < SHORTEST_SECONDS) return { problem: { kind: 'too-short', seconds } };
  return { track: { role, key, dataOffsetBytes, sampleCount }, isUnclosed };
}

function readHeader(bytes: Uint8Array): WavHeader | TrackProblem {
  try {
    return parseWavHeader(bytes);
  } catch (error) {
    if (error instanceof WavFormatError) return { kind: 'not-wav', reason: error.reason };
    throw error;
  }
}

function describeFormat({ formatCode, channels, bitsPerSample, sampleRateHz }: WavHeader): string {
  const channel = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
  const coding = formatCode === PCM ? '' : formatCode === 3 ? ' floating point' : ` of coding ${formatCode}`;
  return `${channel}, ${bitsPerSample} bit${coding}, ${sampleRateHz / 1000} kHz`;
}

export type Measurement =
  | { status: 'valid'; levels: ByRole<TrackLevels> }
  | { status: 'rejected'; rejections: TrackRejection[] };

/**
 * Streams every sample of both tracks through the analysis, which measures levels as they pass and keeps
 * what the later stages need. A track of nothing but zeros is rejected.
 *
 * @param onProgress share of the samples read, 0…1
 */
export async function measureTracks(
  tracks: ByRole<Track>,
  deps: { objects: StoredTracks; analysis: Analysis },
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Measurement> {
  const totalSamples = tracks.host.sampleCount + tracks.guest.sampleCount;
  let readSamples = 0;
  for (const role of ROLES) {
    // The next slice is read while the last one is being measured.
    let measuring: Promise<void> = Promise.resolve();
    for await (const samples of trackSlices(deps.objects, tracks[role], signal)) {
      readSamples += samples.length;
      await measuring;
      onProgress(readSamples / totalSamples);
      measuring = deps.analysis.push(role, samples);
      // Its failure is thrown where it is awaited; meanwhile it must not count as unhandled.
      measuring.catch(() => undefined);
    }
    await measuring;
  }
  const levels = await deps.analysis.levels();
  const rejections = ROLES.filter((role) => levels[role].isSilent).map((role): TrackRejection => ({
    role,
    problem: { kind: 'silent' },
  }));
  return rejections.length > 0 ? { status: 'rejected', rejections } : { status: 'valid', levels };
}
