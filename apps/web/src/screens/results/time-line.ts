import type { Marker, Role, TakeOverview } from '@audio-studio/contract';
import type { TakeView, TrackView } from '../../model/take-results.ts';

export interface Span {
  startSeconds: number;
  endSeconds: number;
}

export interface TimeLineTrack {
  role: Role;
  name: string;
  /** Null while it is not stored: then there is nothing to hear, and its place is the whole line. */
  recordingId: string | null;
  /** Of its first sample on the common time line. */
  offsetSeconds: number;
  durationSeconds: number;
  /** Highest and lowest sample of each slice, −1…1; null until processing has drawn it. */
  peaks: { highest: Float32Array; lowest: Float32Array } | null;
  /** On the common time line; null until processing has found it. */
  speech: readonly Span[] | null;
}

export interface TimeLine {
  durationSeconds: number;
  tracks: readonly TimeLineTrack[];
  overlap: readonly Span[] | null;
  markers: readonly Marker[];
}

/** The time line of a processed take. */
export function timeLineFromOverview(overview: TakeOverview, take: TakeView): TimeLine {
  return {
    durationSeconds: overview.durationSeconds,
    overlap: overview.overlap,
    markers: placedMarkers(take),
    tracks: overview.tracks.map(({ role, recordingId, durationSeconds, offsetSeconds, peaks, speech }) => {
      const track = take.tracks.find((one) => one.role === role);
      return {
        role,
        name: track?.name ?? role,
        recordingId: recordingId ?? track?.recording?.recordingId ?? null,
        durationSeconds,
        offsetSeconds,
        peaks: separatePeaks(peaks),
        speech,
      };
    }),
  };
}

/** What can be said before processing: the stored tracks, placed by their recorders' clocks. Null: none is stored. */
export function timeLineFromTracks(take: TakeView): TimeLine | null {
  const stored = take.tracks.filter((track) => track.state === 'stored' && track.lengthSeconds !== null);
  if (stored.length === 0) return null;
  const offsets = offsetsByClock(stored);
  const durationSeconds = Math.max(...stored.map(({ lengthSeconds }, index) => offsets[index]! + lengthSeconds!));
  return {
    durationSeconds,
    tracks: take.tracks.map((track): TimeLineTrack => {
      const index = stored.indexOf(track);
      const common = { role: track.role, name: track.name, peaks: null, speech: null };
      if (index === -1) return { ...common, recordingId: null, durationSeconds, offsetSeconds: 0 };
      const recordingId = track.recording?.recordingId ?? null;
      return { ...common, recordingId, durationSeconds: track.lengthSeconds!, offsetSeconds: offsets[index]! };
    }),
    overlap: null,
    markers: placedMarkers(take),
  };
}

/** All begin together unless every recorder said when it began. */
function offsetsByClock(tracks: readonly TrackView[]): number[] {
  const starts = tracks.map(({ firstSampleAtMs }) => firstSampleAtMs);
  if (!starts.every((start) => start !== null)) return tracks.map(() => 0);
  const earliestMs = Math.min(...starts);
  return starts.map((start) => (start - earliestMs) / 1000);
}

/** Markers count from the take's start; the time line begins with its first sample, a moment later. */
function placedMarkers({ markers, tracks, startedAt }: TakeView): Marker[] {
  const starts = tracks.map(({ firstSampleAtMs }) => firstSampleAtMs).filter((start) => start !== null);
  const delaySeconds = starts.length === 0 ? 0 : (Math.min(...starts) - Date.parse(startedAt)) / 1000;
  return markers.map((marker) => ({ ...marker, atSeconds: Math.max(0, marker.atSeconds - delaySeconds) }));
}

/** [lowest, highest, lowest, …] as two rows. */
export function separatePeaks(peaks: readonly number[]): { highest: Float32Array; lowest: Float32Array } {
  const count = Math.floor(peaks.length / 2);
  const highest = new Float32Array(count);
  const lowest = new Float32Array(count);
  for (let slice = 0; slice < count; slice += 1) {
    lowest[slice] = peaks[2 * slice]!;
    highest[slice] = peaks[2 * slice + 1]!;
  }
  return { highest, lowest };
}

/**
 * How many times taller than life the waveforms are drawn so that quiet ones can be seen: 1, 2, 4 or 8, the
 * same for every track, so that their levels stay comparable.
 */
export function magnification(tracks: readonly Pick<TimeLineTrack, 'peaks'>[]): number {
  let highest = 0;
  for (const { peaks } of tracks) {
    if (peaks === null) continue;
    for (const row of [peaks.highest, peaks.lowest])
      for (const value of row) if (Math.abs(value) > highest) highest = Math.abs(value);
  }
  if (highest === 0) return 1;
  return [8, 4, 2].find((times) => highest * times <= 1) ?? 1;
}

/** Seconds of a set of spans, which do not overlap. */
export function totalSeconds(spans: readonly Span[]): number {
  return spans.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
}
