import { useEffect, useMemo } from 'react';
import type { FileAccess } from './downloads-panel.tsx';
import { SyncedPlayback } from './synced-playback.ts';
import type { TimeLine } from './time-line.ts';

/** The sound of a time line; null while there is none. A new one when its tracks change. */
export function usePlayback(timeLine: TimeLine | null, { meetingId, token, api }: FileAccess): SyncedPlayback | null {
  const playback = useMemo(() => {
    const tracks = (timeLine?.tracks ?? []).flatMap(({ recordingId, offsetSeconds, durationSeconds }) =>
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
    if (timeLine === null || tracks.length === 0) return null;
    return new SyncedPlayback({ tracks, durationSeconds: timeLine.durationSeconds });
  }, [timeLine, meetingId, token, api]);

  useEffect(() => {
    playback?.open();
    return () => playback?.close();
  }, [playback]);
  return playback;
}

function silentAudio(): HTMLAudioElement {
  const audio = new Audio();
  audio.preload = 'metadata';
  return audio;
}
