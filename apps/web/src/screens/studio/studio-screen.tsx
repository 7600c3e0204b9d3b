import { useEffect } from 'react';
import { Navigate, useLocation } from 'react-router';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { rememberedMicrophone } from '../../model/remembered-microphone.ts';
import { PageShell } from '../../ui/page-shell.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';
import { StudioStage } from './studio-stage.tsx';

/** The studio, for who has been let in; everyone else passes the green room first. */
export function StudioScreen() {
  const visit = useVisit();
  const { hash } = useLocation();
  const credentials = useSnapshot(participantCredentials(visit.meetingId));
  const { studio } = useSnapshot(visit.state);

  useEffect(() => {
    if (credentials === null) return;
    // After a reload the microphone comes first, so that a running take goes on as early as it can.
    void visit.openMicrophone(rememberedMicrophone.get());
    void visit.enterStudio(credentials);
  }, [visit, credentials]);

  if (credentials === null) return <Navigate replace to={{ pathname: `/room/${visit.meetingId}/green-room`, hash }} />;
  if (studio === null)
    return (
      <PageShell>
        <output className="text-ink-soft">Opening the studio…</output>
      </PageShell>
    );
  return <StudioStage studio={studio} me={credentials} />;
}
