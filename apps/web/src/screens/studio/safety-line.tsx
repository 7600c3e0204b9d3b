import { takeKeyOf } from '@audio-studio/capture';
import { TRACK_FORMAT } from '@audio-studio/contract';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatTimer } from '../../model/format.ts';
import type { TakePhase } from '../../model/studio-snapshot.ts';
import { uploadDesk } from '../../model/uploads.ts';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';

const REFRESH_MS = 500;
/** Older than this the words change: what is safe is said first, then that something is slow. */
const LATE_MS = 3_000;

/** Where this person's sound is at this moment. On screen for the whole take. */
export function SafetyLine({ take }: { take: TakePhase }) {
  const { meetingId, rig } = useVisit();
  const hasMicrophone = useSnapshot(rig.state).microphone.kind === 'open';
  const ageMs = useAgeOfNewestSaved(take.kind === 'recording');
  const { uploads } = useSnapshot(uploadDesk.state);
  const userId = useSnapshot(participantCredentials(meetingId))?.userId;
  const takeKey =
    take.kind === 'idle' || userId === undefined ? null : takeKeyOf({ meetingId, userId, sessionId: take.takeId });
  const sent = uploads.find((upload) => upload.takeKey === takeKey)?.progress.bytesSent ?? 0;

  return (
    <p className="numeral min-h-11 text-sm text-balance text-ink-soft sm:min-h-6">
      {take.kind === 'recording' && ageMs !== null && (
        <>
          <ShieldCheck aria-hidden className="mr-1.5 inline size-4 align-text-bottom text-accent" />
          <span>
            {savedWords(ageMs, hasMicrophone)}
            {' · '}
            {sent > 0 ? `uploaded up to ${formatTimer(sent / TRACK_FORMAT.bytesPerSecond)}` : 'the upload follows'}
          </span>
        </>
      )}
    </p>
  );
}

function savedWords(ageMs: number, hasMicrophone: boolean): string {
  if (!hasMicrophone) return 'Everything heard so far is saved on this computer';
  const ago = `${(ageMs / 1000).toFixed(1)} s ago`;
  return ageMs < LATE_MS ? `Saved on this computer ${ago}` : `Saved on this computer ${ago}; the disk is slow`;
}

/** How long ago the newest sound on the disk was captured, milliseconds; null while nothing is. */
function useAgeOfNewestSaved(isRecording: boolean): number | null {
  const { rig } = useVisit();
  const [ageMs, setAgeMs] = useState<number | null>(null);
  useEffect(() => {
    if (!isRecording) return undefined;
    let newest: { lagMs: number; heardMs: number } | null = null;
    const end = rig.events.on('saved', ({ lagMs }) => {
      newest = { lagMs, heardMs: performance.now() };
    });
    const timer = setInterval(() => {
      if (newest !== null) setAgeMs(Math.max(0, newest.lagMs) + performance.now() - newest.heardMs);
    }, REFRESH_MS);
    return () => {
      end();
      clearInterval(timer);
      setAgeMs(null);
    };
  }, [rig, isRecording]);
  return ageMs;
}
