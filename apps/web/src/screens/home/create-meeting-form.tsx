import { createMeetingBodySchema, type MeetingSummary } from '@audio-studio/contract';
import { useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useCreateMeeting } from './use-meetings.ts';

interface CreateMeetingFormProps {
  token: string;
  /** `field` is where the next title is typed. */
  onCreated: (meeting: MeetingSummary, field: HTMLElement | null) => void;
}

export function CreateMeetingForm({ token, onCreated }: CreateMeetingFormProps) {
  const [title, setTitle] = useState('');
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const create = useCreateMeeting(token);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    const parsed = createMeetingBodySchema.shape.title.safeParse(title);
    if (!parsed.success) {
      setError(`${parsed.error.issues[0]!.message}.`);
      input.current?.focus();
      return;
    }
    create.mutate(parsed.data, {
      onSuccess: (meeting) => {
        setTitle('');
        onCreated({ ...meeting, takeCount: 0, bestGrade: null, recordedSeconds: 0 }, input.current);
      },
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <TextField
        ref={input}
        label="Title"
        name="title"
        autoComplete="off"
        value={title}
        error={error}
        hint="Both people will see it."
        onChange={(event) => {
          setTitle(event.target.value);
          setError(null);
        }}
        action={
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create meeting
          </Button>
        }
      />
      {create.isError && <ProblemNotice undertaking="create" error={create.error} className="mt-3" />}
    </form>
  );
}
