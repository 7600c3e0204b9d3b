import type { Role } from '@audio-studio/contract';
import { useRef } from 'react';
import type { ParticipantCredentials } from '../../model/participant-credentials.ts';
import type { StudioSession } from '../../model/studio-session.ts';
import type { Partner } from '../../model/studio-snapshot.ts';
import { ChatPanel } from '../../ui/chat-panel.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { WarningBanner } from '../../ui/warning-banner.tsx';
import { useVisit } from '../visit/use-visit.ts';
import { AfterTake } from './after-take.tsx';
import { EndedVisit } from './ended-visit.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { OwnCard } from './own-card.tsx';
import { PartnerCard } from './partner-card.tsx';
import { RecoverBanner } from '../../ui/recover-banner.tsx';
import { RemoteAudio } from './remote-audio.tsx';
import { StudioBanners } from './studio-banners.tsx';
import { StudioHeader } from './studio-header.tsx';
import { TakeHead } from './take-head.tsx';
import { TransportBar } from './transport-bar.tsx';
import { useStudioKeys } from './use-studio-keys.ts';

function hintFor(role: Role, partner: Partner | null): string {
  if (partner === null) return role === 'host' ? 'Your guest is not here yet.' : 'Your host is not here yet.';
  return role === 'host'
    ? `${partner.name} is here. Start when you are both ready.`
    : `${partner.name} starts the recording. You need not do anything.`;
}

/** Both people side by side, the take above them, the controls below, the chat beside. */
export function StudioStage({ studio, me }: { studio: StudioSession; me: ParticipantCredentials }) {
  const visit = useVisit();
  const snapshot = useSnapshot(studio.state);
  const chatInput = useRef<HTMLTextAreaElement>(null);
  useStudioKeys(studio, me.role, chatInput);
  const { link, partner, take, warnings } = snapshot;

  if (link === 'full' || link === 'replaced' || link === 'refused') return <EndedVisit link={link} />;
  const nameOf = (speaker: string) => (speaker === me.role ? 'You' : (partner?.name ?? 'The other person'));

  return (
    <div data-fills-window className="flex min-h-dvh flex-col lg:h-dvh">
      <LeaveGuard isTaking={take.kind !== 'idle'} />
      <StudioHeader
        title={snapshot.title || me.meetingTitle}
        link={link}
        meetingId={visit.meetingId}
        isTaking={take.kind !== 'idle'}
      />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <main
          id="main"
          tabIndex={-1}
          className="flex min-h-0 min-w-0 flex-col gap-4 overflow-y-auto px-4 pb-4 outline-none sm:px-6"
        >
          <TakeHead take={take} grade={snapshot.grade} nowMs={visit.serverNowMs} hint={hintFor(me.role, partner)} />
          <StudioBanners studio={studio} snapshot={snapshot} />
          <RecoverBanner meetingId={visit.meetingId} />
          <RemoteAudio remote={visit.remote} />
          <div className="grid flex-1 gap-4 md:min-h-64 md:grid-cols-2">
            <OwnCard me={me} muted={snapshot.muted} />
            <PartnerCard me={me} snapshot={snapshot} />
          </div>
          <WarningBanner warnings={warnings} nameOf={nameOf} onDismiss={(id) => studio.dismissWarning(id)} />
        </main>
        <aside className="flex min-h-80 flex-col border-t border-line bg-surface lg:min-h-0 lg:border-t-0 lg:border-l">
          <AfterTake snapshot={snapshot} meetingId={visit.meetingId} />
          <h2 className="flex items-baseline justify-between px-4 pt-4 text-sm">
            Chat <kbd className="max-lg:hidden">/</kbd>
          </h2>
          <ChatPanel
            messages={snapshot.chat}
            ownRole={me.role}
            onSend={(text) => studio.sendChat(text)}
            inputRef={chatInput}
          />
        </aside>
      </div>
      <TransportBar studio={studio} snapshot={snapshot} role={me.role} />
    </div>
  );
}
