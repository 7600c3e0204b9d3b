import { useEffect } from 'react';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { uploadDesk } from '../../model/uploads.ts';
import { RecoverBanner } from '../../ui/recover-banner.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';

/** What of this person's is still on this computer only, and whether the window may be closed. */
export function OwnTracks({ meetingId }: { meetingId: string }) {
  const userId = useSnapshot(participantCredentials(meetingId))?.userId;
  const { uploads, orphans } = useSnapshot(uploadDesk.state);

  useEffect(() => {
    if (userId !== undefined) void uploadDesk.findOrphans({ meetingId, userId }, null).catch(() => undefined);
  }, [meetingId, userId]);

  const own = uploads.filter((upload) => upload.meetingId === meetingId);
  const percent = Math.floor(Math.min(...own.map(({ progress }) => progress.percent)));
  const isSent = own.every(({ progress }) => progress.state === 'done');
  return (
    <>
      {own.length > 0 && (
        <output className="numeral block text-sm font-medium">
          {!isSent && `Your track is on its way (${percent} %). Please keep this window open until it has arrived.`}
          {isSent && 'Your track has arrived. '}
          {isSent && orphans.length === 0 && 'You can close this window.'}
        </output>
      )}
      <RecoverBanner meetingId={meetingId} />
    </>
  );
}
