import { AppError, nameSchema, type Role } from '@audio-studio/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../model/api.ts';
import { credentialsFrom } from '../../model/invitation.ts';
import { participantCredentials, type ParticipantCredentials } from '../../model/participant-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useVisit } from '../visit/use-visit.ts';

export interface JoinCardProps {
  invite: string;
  role: Role | null;
  /** Who this browser was in the meeting before, when the invite is a new one for the same role. */
  known: ParticipantCredentials | null;
  onJoined: () => void;
}

/** Name and consent, asked while the microphone warms up beside it. */
export function JoinCard({ invite, role, known, onJoined }: JoinCardProps) {
  const { meetingId } = useVisit();
  const [name, setName] = useState(known?.name ?? '');
  const [consents, setConsents] = useState(false);
  const [tried, setTried] = useState(false);
  const meeting = useQuery({
    queryKey: ['invited-meeting', meetingId],
    queryFn: ({ signal }) => api.getMeeting(meetingId, invite, signal),
  });
  const parsedName = nameSchema.safeParse(name);
  const join = useMutation({
    mutationFn: (asName: string) => api.joinMeeting(meetingId, { invite, name: asName }, known?.token),
    onSuccess: (answer, asName) => {
      participantCredentials(meetingId).set(credentialsFrom(answer, asName));
      onJoined();
    },
  });

  const submit = () => {
    setTried(true);
    if (parsedName.success && consents) join.mutate(parsedName.data);
  };
  const nameError = tried && !parsedName.success ? 'Please tell us your name.' : null;

  return (
    <Card aria-labelledby="join-title">
      <h2 id="join-title" className="text-lg">
        {role === 'host' ? 'You host this conversation' : 'You are invited to a recorded conversation'}
      </h2>
      <p className="mt-1 mb-5 min-h-6 text-sm text-ink-soft">{meeting.data?.title}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Your name"
          hint="As the other person will see it."
          error={nameError}
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={255}
          required
        />
        <CheckField
          label="I agree to be recorded"
          checked={consents}
          onChange={setConsents}
          error={tried && !consents ? 'Please agree first: without a recording there is no conversation here.' : null}
        >
          From start to stop, what your microphone hears is kept on this computer and sent to the organizer.
        </CheckField>
        <Button type="submit" variant="primary" busy={join.isPending} className="mt-4 w-full">
          Continue
        </Button>
      </form>
      {join.isError && <JoinProblem error={AppError.from(join.error)} />}
    </Card>
  );
}

function JoinProblem({ error }: { error: AppError }) {
  const words = () => {
    switch (error.code) {
      case 'CONFLICT':
        return {
          title: 'This invitation is already in use',
          text: 'Someone opened it before, perhaps you in another browser. Open it there, or ask the organizer for a new link: that takes them one click.',
        };
      case 'UNAUTHORIZED':
      case 'FORBIDDEN':
      case 'NOT_FOUND':
        return {
          title: 'This invitation is no longer valid',
          text: 'It was replaced by a newer one, or the meeting was deleted. Please ask the organizer for a new link.',
        };
      default:
        return { title: 'We could not let you in just now', text: `${error.message} Please try again in a moment.` };
    }
  };
  const { title, text } = words();
  return (
    <Notice tone="warning" announce title={title} className="mt-4">
      <p>{text}</p>
    </Notice>
  );
}
