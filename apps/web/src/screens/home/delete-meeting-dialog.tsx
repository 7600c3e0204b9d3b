import type { MeetingSummary } from '@audio-studio/contract';
import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { deletionWords } from './deletion-words.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { useDeleteMeeting } from './use-meetings.ts';

interface DeleteMeetingDialogProps {
  meeting: MeetingSummary;
  token: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function DeleteMeetingDialog({ meeting, token, onClose, onCloseAutoFocus }: DeleteMeetingDialogProps) {
  const deletion = useDeleteMeeting(token);
  const keep = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open && !deletion.isPending) onClose();
      }}
      title={
        <>
          Delete “<bdi>{shortened(meeting.title)}</bdi>”?
        </>
      }
      description="This cannot be undone. What people have downloaded stays theirs."
      onCloseAutoFocus={onCloseAutoFocus}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        keep.current?.focus();
      }}
    >
      <ul className="mt-4 list-disc space-y-2 pl-5 text-sm">
        {deletionWords(meeting).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {deletion.isError && <ProblemNotice undertaking="delete" error={deletion.error} className="mt-4" />}
      <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button ref={keep} onClick={onClose} disabled={deletion.isPending}>
          Keep it
        </Button>
        <Button
          variant="danger"
          busy={deletion.isPending}
          onClick={() => deletion.mutate(meeting.meetingId, { onSuccess: onClose })}
        >
          {meeting.takeCount > 0 ? 'Delete meeting and recordings' : 'Delete meeting'}
        </Button>
      </div>
    </Dialog>
  );
}

const TITLE_SHOWN = 80;

function shortened(title: string): string {
  return title.length > TITLE_SHOWN ? `${title.slice(0, TITLE_SHOWN).trimEnd()}…` : title;
}
