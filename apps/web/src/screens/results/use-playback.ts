import { useEffect, useMemo } from 'react';
import type { FileAccess } from './downloads-panel.tsx';
import { SyncedPlayback } from './synced-playback.ts';
import type { TimeLine } from './time-line.ts';

/** The sound of a time line; null while there is none. A new one when its tracks change. */
export function usePlayback(timeLine: TimeLine | null, { meetingId, token, api }: FileAccess): SyncedPlayback | null {
  const basis = timeLine === null ? null : soundOf(timeLine);
  const playback = useMemo(() => {
    if (timeLine === null) return null;
    const tracks = timeLine.tracks.flatMap(({ recordingId, offsetSeconds, durationSeconds }) =>
      recordingId === null
        ? []
        : [
            {
              id: recordingId,
              offsetSeconds,
              durationSeconds,
              media: silentAudio(),
              resolveUrl: async () => (await api.downloadUrl({ meetingId, recordingId }, token)).downloadUrl,
            },
          ],
    );
    return tracks.length === 0 ? null : new SyncedPlayback({ tracks, durationSeconds: timeLine.durationSeconds });
    // oxlint-disable-next-line react/exhaustive-deps -- `basis` is what is heard of `timeLine`
  }, [basis, meetingId, token, api]);

  useEffect(() => {
    playback?.open();
    return () => playback?.close();
  }, [playback]);
  return playback;
}

/** What is heard, to the millisecond: whoever listens goes on listening when only the drawing changes. */
function soundOf({ tracks, durationSeconds }: TimeLine): string {
  const places = tracks.map((track) => [
    track.recordingId,
    track.offsetSeconds.toFixed(3),
    track.durationSeconds.toFixed(3),
  ]);
  return JSON.stringify([places, durationSeconds.toFixed(3)]);
}

function silentAudio(): HTMLAudioElement {
  const audio = new Audio();
  audio.preload = 'metadata';
  return audio;
}
