import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { StudioSnapshot } from '../../model/studio-snapshot.ts';
import { uploadDesk } from '../../model/uploads.ts';
import { Button } from '../../ui/button.tsx';
import { UploadProgress } from '../../ui/upload-progress.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { closingWords } from './closing-words.ts';
import { ResultsCountdown } from './results-countdown.tsx';

/** After a stop: what is still on its way, for each person, and when the window may be closed. */
export function AfterTake({ snapshot, meetingId }: { snapshot: StudioSnapshot; meetingId: string }) {
  const { uploads, orphans } = useSnapshot(uploadDesk.state);
  const panel = useRef<HTMLElement>(null);
  const { take, endedTakes, partnerUploads, partner, processing } = snapshot;
  const own = uploads.filter((upload) => upload.meetingId === meetingId && !isRunning(take, upload.sessionId));
  const isShown = own.length > 0 || endedTakes.length > 0;
  useEffect(() => {
    // On a phone it comes below the fold, and it is what everybody waits for now.
    if (isShown) panel.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [isShown]);
  if (!isShown) return null;
  const lastTake = endedTakes.at(-1) ?? null;
  const ownAreSent = own.every(({ progress }) => progress.state === 'done');
  const bothArrived =
    lastTake !== null && ownAreSent && (processing.includes(lastTake) || partnerUploads[lastTake] === 100);
  const partnerPercent = lastTake === null ? undefined : partnerUploads[lastTake];

  return (
    <section ref={panel} aria-labelledby="after-title" className="grid scroll-mb-28 gap-4 border-b border-line p-4">
      <h2 id="after-title" className="text-base">
        {headline({ bothArrived, ownAreSent, awaitsPartner: lastTake !== null })}
      </h2>
      {own.map(({ takeKey, progress }, index) => (
        <UploadProgress
          key={takeKey}
          name={own.length === 1 ? 'Your track' : `Your track of take ${index + 1}`}
          percent={progress.percent}
          state={progress.state}
          bytes={{ sent: progress.bytesSent, total: progress.totalBytes }}
          message={progress.message}
          onRetry={() => uploadDesk.retry(takeKey)}
        />
      ))}
      {lastTake !== null && (partner !== null || partnerPercent !== undefined) && (
        <UploadProgress
          name={`Track of ${partner?.name ?? 'the other person'}`}
          percent={partnerPercent ?? 0}
          state={
            bothArrived || partnerPercent === 100 ? 'done' : partnerPercent === undefined ? 'waiting' : 'uploading'
          }
        />
      )}
      <div className="grid gap-3">
        <output className="block text-sm font-medium">
          {closingWords({ isTaking: take.kind !== 'idle', ownAreSent, hasOrphans: orphans.length > 0 })}
        </output>
        {bothArrived && take.kind === 'idle' ? (
          <ResultsCountdown key={lastTake} meetingId={meetingId} />
        ) : (
          <Button asChild>
            <Link to={`/room/${meetingId}/results`}>See results</Link>
          </Button>
        )}
      </div>
    </section>
  );
}

function headline(now: { bothArrived: boolean; ownAreSent: boolean; awaitsPartner: boolean }): string {
  if (now.bothArrived) return 'Both tracks have arrived';
  return now.ownAreSent && !now.awaitsPartner ? 'Your track has arrived' : 'Sending the tracks';
}

function isRunning(take: StudioSnapshot['take'], sessionId: string): boolean {
  return take.kind !== 'idle' && take.takeId === sessionId;
}
