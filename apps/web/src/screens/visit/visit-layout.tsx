import { meetingIdSchema } from '@audio-studio/contract';
import { useEffect, useState } from 'react';
import { Outlet, useParams } from 'react-router';
import { holdVisit, type Visit } from '../../model/visit.ts';
import { NotFoundScreen } from '../not-found/not-found-screen.tsx';
import { VisitContext } from './use-visit.ts';

/** Holds the microphone, the recorder and the socket of a meeting while its green room or studio is shown. */
export function VisitLayout() {
  const { roomId = '' } = useParams();
  const meetingId = roomId.toLowerCase();
  const isMeeting = meetingIdSchema.safeParse(meetingId).success;
  const [visit, setVisit] = useState<Visit | null>(null);

  useEffect(() => {
    if (!isMeeting) return undefined;
    const held = holdVisit(meetingId);
    // oxlint-disable-next-line react/set-state-in-effect -- holding it is the effect; there is nothing to show before
    setVisit(held.visit);
    return () => {
      setVisit(null);
      held.release();
    };
  }, [meetingId, isMeeting]);

  if (!isMeeting) return <NotFoundScreen />;
  if (visit === null) return null;
  return (
    <VisitContext value={visit}>
      <Outlet />
    </VisitContext>
  );
}
