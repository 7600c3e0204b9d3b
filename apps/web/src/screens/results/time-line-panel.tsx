import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { isPending, type TakeView } from '../../model/take-results.ts';
import { Card } from '../../ui/card.tsx';
import type { FileAccess } from './downloads-panel.tsx';
import { MarkerList } from './marker-list.tsx';
import { handleTransportKey } from './transport-keys.ts';
import { TimeLineView } from './time-line-view.tsx';
import { timeLineFromOverview, timeLineFromTracks, type TimeLine } from './time-line.ts';
import { Transport } from './transport.tsx';
import { usePlayback } from './use-playback.ts';

/** As high as the lanes that will stand here. */
const LANE_ROWS = 'h-80';

/** Both tracks on one time line, drawn and played together. */
export function TimeLinePanel({ take, ...access }: FileAccess & { take: TakeView }) {
  const timeLine = useTimeLine(take, access);
  const playback = usePlayback(timeLine, access);

  useEffect(() => {
    if (playback === null) return undefined;
    const onKeyDown = (event: KeyboardEvent) => handleTransportKey(event, playback);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [playback]);

  if (timeLine === null && take.kind === 'recording') return null;
  return (
    <Card aria-labelledby="time-line">
      <h2 id="time-line" className="text-lg">
        Both tracks
      </h2>
      {timeLine === null ? (
        <p className={`${LANE_ROWS} grid place-items-center text-center text-ink-soft`}>
          The tracks can be heard here as soon as the first of them is stored.
        </p>
      ) : (
        <>
          <Transport playback={playback} />
          <TimeLineView timeLine={timeLine} playback={playback} placeholder={placeholderFor(take)} />
          <MarkerList markers={timeLine.markers} tracks={take.tracks} playback={playback} />
        </>
      )}
    </Card>
  );
}

function placeholderFor(take: TakeView): string {
  if (hasOverview(take)) return 'Loading the waveform';
  return isPending(take) ? 'The waveform is drawn by the quality check' : 'No waveform: the sound was not analysed';
}

function hasOverview(take: TakeView): boolean {
  return take.kind === 'graded' || (take.kind === 'rejected' && take.metrics !== null);
}

function useTimeLine(take: TakeView, { meetingId, token, api }: FileAccess): TimeLine | null {
  const { sessionId } = take;
  const { data: overview } = useQuery({
    queryKey: ['overview', meetingId, sessionId],
    queryFn: ({ signal }) => api.takeOverview({ meetingId, sessionId }, token, signal),
    enabled: hasOverview(take),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 3,
  });
  // The take's view is made anew with every event; its drawing changes only with what it is drawn from.
  const files = take.tracks.map(({ recording, state, lengthSeconds }) => [
    recording?.recordingId,
    state,
    lengthSeconds,
  ]);
  const basis = JSON.stringify([files, take.markers, take.tracks.map(({ name }) => name)]);
  return useMemo(
    () => (overview === undefined ? timeLineFromTracks(take) : timeLineFromOverview(overview, take)),
    // oxlint-disable-next-line react/exhaustive-deps -- `basis` is what is read of `take`
    [overview, basis],
  );
}
