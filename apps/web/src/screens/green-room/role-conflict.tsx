import type { Role } from '@audio-studio/contract';
import type { ParticipantCredentials } from '../../model/participant-credentials.ts';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useVisit } from '../visit/use-visit.ts';

export interface RoleConflictProps {
  credentials: ParticipantCredentials;
  invite: Role | null;
  onStay: () => void;
}

/** Somebody who is the host here opened the guest's link, or the other way round. */
export function RoleConflict({ credentials, invite, onStay }: RoleConflictProps) {
  const { meetingId } = useVisit();
  const change = () => {
    participantCredentials(meetingId).clear();
    // The visit is bound to the person it was opened for: start afresh as the other one.
    location.reload();
  };
  return (
    <Notice
      tone="warning"
      title={`This link is for the ${invite}, but in this browser you are the ${credentials.role}`}
      actions={
        <>
          <Button variant="primary" onClick={onStay}>
            Stay the {credentials.role}
          </Button>
          <Button onClick={change}>Become the {invite}</Button>
        </>
      }
    >
      <p>
        To try both places by yourself, open one of the links in a private window or in another browser. Each person
        needs a browser of their own.
      </p>
    </Notice>
  );
}
