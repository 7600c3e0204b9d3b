import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { inviteFromHash, roleOfInvite } from '../../model/invitation.ts';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { rememberedMicrophone } from '../../model/remembered-microphone.ts';
import { PageShell } from '../../ui/page-shell.tsx';
import { useOptionalSnapshot, useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';
import { BrowserCheck } from './browser-check.tsx';
import { ChecksCard } from './checks-card.tsx';
import { EntryCard } from './entry-card.tsx';
import { MicrophoneCard } from './microphone-card.tsx';
import { NoInvitation } from './no-invitation.tsx';
import { RoleConflict } from './role-conflict.tsx';

/** Before the studio: who you are, and whether you sound right. The microphone opens with the page. */
export function GreenRoomScreen() {
  const visit = useVisit();
  const navigate = useNavigate();
  const { hash } = useLocation();
  const credentials = useSnapshot(participantCredentials(visit.meetingId));
  const { room, greenRoom } = useSnapshot(visit.state);
  const link = useOptionalSnapshot(room?.status)?.link;
  const invite = inviteFromHash(hash);
  const inviteRole = invite === null ? null : roleOfInvite(invite);
  const isOtherRole = credentials !== null && inviteRole !== null && inviteRole !== credentials.role;
  const isRefused = link === 'refused';

  useEffect(() => {
    void visit.openMicrophone(rememberedMicrophone.get());
  }, [visit]);

  useEffect(() => {
    if (credentials === null || isOtherRole) return;
    visit.enterGreenRoom(credentials);
  }, [visit, credentials, isOtherRole]);

  const forgetInvite = () => navigate({ hash: '' }, { replace: true });

  const entry = () => {
    if (isOtherRole) return <RoleConflict credentials={credentials} invite={inviteRole} onStay={forgetInvite} />;
    if (invite === null && (credentials === null || isRefused)) return <NoInvitation refused={isRefused} />;
    return (
      <EntryCard
        // Who was refused and opened a new invitation starts as somebody new.
        key={isRefused ? 'refused' : 'entry'}
        invite={invite}
        role={inviteRole}
        credentials={isRefused ? null : credentials}
        greenRoom={isRefused ? null : greenRoom}
        onJoined={forgetInvite}
        onReady={() => void navigate(`/room/${visit.meetingId}`)}
      />
    );
  };

  return (
    <PageShell>
      <h1 className="text-2xl sm:text-3xl">{credentials?.meetingTitle ?? 'Welcome to the green room'}</h1>
      <p className="mt-1 mb-6 text-ink-soft">Nothing is recorded here. Take a minute to check how you sound.</p>
      <BrowserCheck />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:gap-6">
        <div className="order-2 grid gap-4 lg:order-1 lg:gap-6">
          <MicrophoneCard />
          <ChecksCard />
        </div>
        <div className="order-1 lg:sticky lg:top-6 lg:order-2">{entry()}</div>
      </div>
    </PageShell>
  );
}
