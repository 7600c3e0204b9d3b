import type { Role } from '@audio-studio/contract';
import { RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useReissueInvite } from './use-meetings.ts';

interface NewLinkProps {
  meetingId: string;
  seat: Role;
  token: string;
  /** Who joined with the old link. */
  holderName: string | null;
  isRecording: boolean;
  /** This browser does not know the link there is. */
  isUnknown: boolean;
  onReissued: () => void;
}

/** Replaces an invitation by a new one, after saying what that ends. */
export function NewLink({ meetingId, seat, token, holderName, isRecording, isUnknown, onReissued }: NewLinkProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const reissue = useReissueInvite(meetingId, seat, token);
  const begin = useRef<HTMLButtonElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);

  useEffect(() => {
    if (isAsking) confirm.current?.focus();
    else if (wasAsking.current) begin.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);

  const replace = () => {
    setIsDone(false);
    reissue.mutate(undefined, {
      onSuccess: () => {
        setIsDone(true);
        onReissued();
      },
      onSettled: () => setIsAsking(false),
    });
  };

  return (
    <div className="mt-3">
      {isAsking ? (
        <Notice
          tone="warning"
          title={isRecording ? 'A take is being recorded right now.' : 'The old link stops working.'}
          actions={
            <>
              <Button ref={confirm} busy={reissue.isPending} onClick={replace}>
                Make a new link
              </Button>
              <Button variant="quiet" disabled={reissue.isPending} onClick={() => setIsAsking(false)}>
                Keep the old one
              </Button>
            </>
          }
        >
          <p>
            {isRecording && 'The old link stops working. '}
            {holderName === null ? (
              `Whoever has the old ${seat} link cannot come in with it any more.`
            ) : (
              <>
                <bdi>{holderName}</bdi> joined with it, is sent out of the meeting, and needs the new link to come back.
              </>
            )}{' '}
            Recordings are not touched.
          </p>
        </Notice>
      ) : (
        <div className="flex flex-wrap items-center gap-x-3">
          <Button
            ref={begin}
            size="sm"
            variant={isUnknown ? 'secondary' : 'quiet'}
            className={isUnknown ? '' : '-ml-3'}
            onClick={() => setIsAsking(true)}
          >
            <RotateCcw aria-hidden />
            New {seat} link
          </Button>
          <output className="text-sm text-ink-soft">
            {isDone && 'This is the new link. The old one no longer works.'}
          </output>
        </div>
      )}
      {reissue.isError && !isAsking && <ProblemNotice undertaking="reissue" error={reissue.error} className="mt-2" />}
    </div>
  );
}
