import { meetingIdSchema, type AppError } from '@audio-studio/contract';
import { Mic, WifiOff } from 'lucide-react';
import { Link, useParams, useSearchParams } from 'react-router';
import { api } from '../../model/api.ts';
import { isPending } from '../../model/take-results.ts';
import { Button } from '../../ui/button.tsx';
import { PageShell } from '../../ui/page-shell.tsx';
import { DownloadsPanel, OtherFiles } from './downloads-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { NoTakes } from './no-takes.tsx';
import { OwnTracks } from './own-tracks.tsx';
import { RefusedResults } from './refused-results.tsx';
import { ResultsSkeleton } from './results-skeleton.tsx';
import { TakePicker } from './take-picker.tsx';
import { TakeSummary } from './take-summary.tsx';
import { TimeLinePanel } from './time-line-panel.tsx';
import { useTakeResults, type ResultsLoad } from './use-take-results.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** What a meeting's takes turned out to be: the verdict first, then the sound, the figures and the files. */
export function ResultsScreen() {
  const { roomId = '' } = useParams();
  return (
    <PageShell>
      <title>Results · Audio Studio</title>
      {meetingIdSchema.safeParse(roomId).success ? (
        <Results key={roomId} meetingId={roomId} />
      ) : (
        <RefusedResults code="NOT_FOUND" />
      )}
    </PageShell>
  );
}

function Results({ meetingId }: { meetingId: string }) {
  const load = useTakeResults(meetingId, api);
  if (load.state === 'loading') return <ResultsSkeleton />;
  if (load.state === 'refused')
    return <RefusedResults code={load.error.code satisfies AppError['code']} onRetry={load.retry} />;
  return <LoadedResults meetingId={meetingId} load={load} />;
}

type ReadyResults = Extract<ResultsLoad, { state: 'ready' }>;

function LoadedResults({ meetingId, load }: { meetingId: string; load: ReadyResults }) {
  const { meeting, names, takes, token, link, isStale } = load;
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('take');
  const take = takes.find(({ sessionId }) => sessionId === wanted) ?? takes[0];
  const studio = `/room/${meetingId}`;

  return (
    <div className="space-y-6 sm:space-y-8">
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <p className="text-sm font-medium text-ink-faint">Results</p>
          <h1 className="text-2xl sm:text-3xl">{meeting?.title ?? 'Your recording'}</h1>
          {take !== undefined && <TakeSummary take={take} of={takes.length} />}
        </div>
        {load.isParticipant && (
          <Button asChild>
            <Link to={studio}>
              <Mic aria-hidden />
              Back to the studio
            </Link>
          </Button>
        )}
      </header>

      <OwnTracks meetingId={meetingId} />

      {takes.length > 1 && (
        <TakePicker
          takes={takes}
          selected={take?.sessionId ?? null}
          onSelect={(sessionId) => setSearch({ take: sessionId }, { replace: true, preventScrollReset: true })}
        />
      )}

      {take === undefined ? (
        <NoTakes studio={load.isParticipant ? studio : null} />
      ) : (
        <>
          <VerdictPanel take={take} names={names} />
          <TimeLinePanel key={take.sessionId} take={take} meetingId={meetingId} token={token} api={api} />
          {(take.kind === 'graded' || take.kind === 'rejected') && <MetricsPanel verdict={take} names={names} />}
          <DownloadsPanel take={take} meetingId={meetingId} token={token} api={api} />
        </>
      )}
      <OtherFiles files={load.filesOutsideTakes} meetingId={meetingId} token={token} api={api} />
      <LinkLine isQuiet={link === 'online' && !isStale} isPendingHere={take !== undefined && isPending(take)} />
    </div>
  );
}

/** How current the page is. One line, always there. */
function LinkLine({ isQuiet, isPendingHere }: { isQuiet: boolean; isPendingHere: boolean }) {
  return (
    <output className="flex min-h-6 items-center gap-2 text-sm text-ink-faint">
      {isQuiet ? (
        isPendingHere && 'This page keeps itself up to date. You may close it and come back.'
      ) : (
        <>
          <WifiOff aria-hidden className="size-4 shrink-0" />
          Live updates are interrupted; nothing is lost. We look again every few seconds.
        </>
      )}
    </output>
  );
}
