import type { Invite, MeetingSummary, Role } from '@audio-studio/contract';
import { DoorOpen } from 'lucide-react';
import { useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'react-router';
import { inviteBook } from '../../model/organizer-invites.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PRESENCE_WORDS } from './guest-presence.ts';
import { InviteLink } from './invite-link.tsx';
import { invitePath } from './join-target.ts';
import { NewLink } from './new-link.tsx';
import { QrCode } from './qr-code.tsx';
import { useGuestPresence } from './use-guest-presence.ts';

interface InvitesDialogProps {
  meeting: MeetingSummary;
  isNew: boolean;
  token: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** The two links of a meeting: what each does, ways to hand it over, and who has used it. */
export function InvitesDialog({ meeting, isNew, token, onClose, onCloseAutoFocus }: InvitesDialogProps) {
  const { meetingId, title } = meeting;
  const invites = useSyncExternalStore(inviteBook.subscribe, inviteBook.get)?.[meetingId];
  const guest = invites?.guest;
  const host = invites?.host;
  const copyGuestLink = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      width="md"
      onCloseAutoFocus={onCloseAutoFocus}
      onOpenAutoFocus={(event) => {
        if (copyGuestLink.current === null) return;
        event.preventDefault();
        copyGuestLink.current.focus();
      }}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={isNew ? 'Your meeting is ready' : 'Invitation links'}
      description={
        <span dir="auto" className="line-clamp-2">
          {title}
        </span>
      }
    >
      <div className="divide-y divide-line">
        <Section
          meeting={meeting}
          token={token}
          seat="guest"
          heading="For your guest"
          purpose="Lets one person in as the guest, without an account."
          invite={guest}
          aside={
            guest !== undefined && (
              <figure className="mx-auto w-44 shrink-0 sm:mx-0">
                <QrCode
                  text={guest.url}
                  label="QR code of the guest link"
                  className="w-44 rounded-lg border border-line"
                />
                <figcaption className="mt-1.5 text-center text-xs text-ink-faint">
                  Scan with your guest’s phone
                </figcaption>
              </figure>
            )
          }
        >
          {guest !== undefined && (
            <InviteLink seat="guest" url={guest.url} title={title} isPrimary copyRef={copyGuestLink} />
          )}
        </Section>
        <Section
          meeting={meeting}
          token={token}
          seat="host"
          heading="For the host"
          purpose="Lets one person in as the host, who starts and stops the recording."
          invite={host}
        >
          {host !== undefined && (
            <InviteLink seat="host" url={host.url} title={title} isPrimary={false}>
              <Button asChild>
                <Link to={invitePath(host.url)}>
                  <DoorOpen aria-hidden />
                  Open as host
                </Link>
              </Button>
            </InviteLink>
          )}
        </Section>
      </div>
    </Dialog>
  );
}

interface SectionProps {
  meeting: MeetingSummary;
  token: string;
  seat: Role;
  heading: string;
  purpose: string;
  invite: Invite | undefined;
  aside?: ReactNode;
  children: ReactNode;
}

function Section({ meeting, token, seat, heading, purpose, invite, aside, children }: SectionProps) {
  // A name that came with the old link says nothing of the new one.
  const [isFresh, setIsFresh] = useState(false);
  const name = seat === 'host' ? meeting.hostName : meeting.guestName;
  const holderName = isFresh ? null : name;
  return (
    <section aria-label={heading} className="flex flex-col gap-4 py-5 last:pb-0 sm:flex-row sm:gap-6">
      <div className="min-w-0 flex-1">
        <h3 className="text-base">{heading}</h3>
        <p className="mb-3 text-sm text-ink-soft">{purpose}</p>
        {invite === undefined && (
          <p className="text-sm">
            This browser does not have the link: for safety, the server shows it only when it is made. You can make a
            new one, which replaces it.
          </p>
        )}
        {children}
        {seat === 'guest' && (
          <GuestPresenceLine
            meetingId={meeting.meetingId}
            token={token}
            holderName={holderName}
            key={String(isFresh)}
          />
        )}
        <NewLink
          meetingId={meeting.meetingId}
          seat={seat}
          token={token}
          holderName={holderName}
          isRecording={meeting.status === 'recording'}
          isUnknown={invite === undefined}
          onReissued={() => setIsFresh(true)}
        />
      </div>
      {aside}
    </section>
  );
}

function GuestPresenceLine({
  meetingId,
  token,
  holderName,
}: {
  meetingId: string;
  token: string;
  holderName: string | null;
}) {
  const seen = useGuestPresence(meetingId, token);
  const presence = seen === 'unseen' && holderName !== null ? 'joined' : seen;
  return (
    <output className="mt-3 flex items-center gap-2 text-sm text-ink-soft">
      <span
        aria-hidden
        className={`size-2 rounded-full ${presence === 'unseen' ? 'border border-line-strong' : 'bg-accent'}`}
      />
      <span>
        {presence !== 'unseen' && (holderName === null ? 'The guest ' : <bdi>{holderName} </bdi>)}
        {PRESENCE_WORDS[presence]}
      </span>
    </output>
  );
}
