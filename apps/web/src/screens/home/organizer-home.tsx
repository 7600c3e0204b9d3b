import type { MeetingSummary } from '@audio-studio/contract';
import { LogOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { inviteBook } from '../../model/organizer-invites.ts';
import { organizerCredentials } from '../../model/organizer-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageShell } from '../../ui/page-shell.tsx';
import { CreateMeetingForm } from './create-meeting-form.tsx';
import { DeleteMeetingDialog } from './delete-meeting-dialog.tsx';
import { InvitesDialog } from './invites-dialog.tsx';
import { JoinForm } from './join-form.tsx';
import { MeetingList } from './meeting-list.tsx';
import { isRefusal, useMeetings } from './use-meetings.ts';

interface OrganizerHomeProps {
  token: string;
  /** The server does not take the token any more. */
  onRefused: () => void;
}

interface Shown {
  dialog: 'invites' | 'delete';
  meeting: MeetingSummary;
  isNew?: boolean;
  /** Where the focus goes when the dialog closes. */
  opener: HTMLElement | null;
}

export function OrganizerHome({ token, onRefused }: OrganizerHomeProps) {
  const meetings = useMeetings(token);
  const [shown, setShown] = useState<Shown | null>(null);
  const listHeading = useRef<HTMLHeadingElement>(null);
  const refused = isRefusal(meetings.error);
  useEffect(() => {
    if (refused) onRefused();
  }, [refused, onRefused]);

  const close = () => setShown(null);
  const giveFocusBack = (event: Event) => {
    event.preventDefault();
    // A deleted meeting's row is gone, and with it what opened the dialog.
    (shown?.opener?.isConnected === true ? shown.opener : listHeading.current)?.focus();
  };
  // The list knows more than the moment the dialog was opened at.
  const current = meetings.data?.find((meeting) => meeting.meetingId === shown?.meeting.meetingId) ?? shown?.meeting;

  return (
    <PageShell
      width="wide"
      actions={
        <Button variant="quiet" size="sm" onClick={signOut}>
          <LogOut aria-hidden />
          Sign out
        </Button>
      }
    >
      <title>Meetings · Audio Studio</title>
      <h1 className="sr-only">Meetings</h1>
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <Card aria-labelledby="new-meeting">
          <h2 id="new-meeting" className="mb-4 text-lg">
            New meeting
          </h2>
          <CreateMeetingForm
            token={token}
            onCreated={(meeting, opener) => setShown({ dialog: 'invites', meeting, isNew: true, opener })}
          />
        </Card>
        <Card aria-labelledby="join-meeting">
          <h2 id="join-meeting" className="mb-4 text-lg">
            Take part
          </h2>
          <JoinForm />
        </Card>
      </div>
      <MeetingList
        headingRef={listHeading}
        meetings={meetings}
        onInvite={(meeting, opener) => setShown({ dialog: 'invites', meeting, opener })}
        onDelete={(meeting, opener) => setShown({ dialog: 'delete', meeting, opener })}
      />
      {shown?.dialog === 'invites' && current !== undefined && (
        <InvitesDialog
          meeting={current}
          isNew={shown.isNew === true}
          token={token}
          onClose={close}
          onCloseAutoFocus={giveFocusBack}
        />
      )}
      {shown?.dialog === 'delete' && current !== undefined && (
        <DeleteMeetingDialog meeting={current} token={token} onClose={close} onCloseAutoFocus={giveFocusBack} />
      )}
    </PageShell>
  );
}

function signOut(): void {
  inviteBook.clear();
  organizerCredentials.clear();
}
