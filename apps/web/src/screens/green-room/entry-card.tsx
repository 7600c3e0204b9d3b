import { requestPersistence } from '@audio-studio/capture';
import { AppError, nameSchema, type Role } from '@audio-studio/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../model/api.ts';
import type { GreenRoomSession, GreenRoomSnapshot } from '../../model/green-room-session.ts';
import { credentialsFrom } from '../../model/invitation.ts';
import { joinClientId } from '../../model/join-client-id.ts';
import { participantCredentials, type ParticipantCredentials } from '../../model/participant-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useOptionalSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';
import { JoinProblem } from './join-problem.tsx';

export interface EntryCardProps {
  /** Token of the invitation that was opened; null for who came back without it. */
  invite: string | null;
  role: Role | null;
  /** Who this browser is in the meeting, once it has joined. */
  credentials: ParticipantCredentials | null;
  greenRoom: GreenRoomSession | null;
  onJoined: () => void;
  onReady: () => void;
}

const TYPING_PAUSE_MS = 1_000;

/**
 * Name, consent and the way into the studio. Joining needs no button of its own: it happens as soon as
 * there is a name and a yes, so that the level is being checked by the time somebody looks at it.
 */
export function EntryCard({ invite, role, credentials, greenRoom, onJoined, onReady }: EntryCardProps) {
  const { meetingId } = useVisit();
  const [name, setName] = useState(credentials?.name ?? '');
  const [consents, setConsents] = useState(credentials !== null);
  const state = useOptionalSnapshot(greenRoom?.state);
  const meeting = useQuery({
    queryKey: ['invited-meeting', meetingId],
    queryFn: ({ signal }) => api.getMeeting(meetingId, credentials?.token ?? invite ?? '', signal),
  });
  const parsedName = nameSchema.safeParse(name);
  const { mutateAsync, mutate, ...join } = useMutation({
    mutationFn: async (asName: string) => {
      const key = credentials?.token ?? invite ?? '';
      const request = { invite: key, name: asName, clientId: joinClientId(meetingId) };
      const answer = await api.joinMeeting(meetingId, request, credentials?.token);
      participantCredentials(meetingId).set(credentialsFrom(answer, asName));
    },
    onSuccess: onJoined,
  });

  const nameToJoin = credentials === null && consents && parsedName.success ? parsedName.data : null;
  useEffect(() => {
    if (nameToJoin === null) return undefined;
    const timer = setTimeout(() => mutate(nameToJoin), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [nameToJoin, mutate]);

  const reason = reasonToWait({ hasName: parsedName.success, consents, joining: join.isPending, state });
  const enter = async () => {
    // Asked at a gesture: browsers refuse it otherwise. The recording does not wait for the answer.
    void requestPersistence().catch(() => false);
    if (parsedName.success && parsedName.data !== credentials?.name) await mutateAsync(parsedName.data);
    onReady();
  };
  const hosts = (credentials?.role ?? role) === 'host';

  return (
    <Card aria-labelledby="entry-title">
      <h2 id="entry-title" className="text-lg">
        {hosts ? 'You host this conversation' : 'You are invited to a recorded conversation'}
      </h2>
      <p className="mt-1 mb-5 min-h-6 text-sm text-ink-soft">
        {meeting.data?.title}
        {state !== null && ` · ${whereTheOtherIs(hosts ? 'guest' : 'host', state.others)}`}
      </p>
      <TextField
        label="Your name"
        hint="As the other person will see it."
        value={name}
        onChange={(event) => setName(event.target.value)}
        autoComplete="name"
        maxLength={255}
        required
      />
      <CheckField label="I agree to be recorded" checked={consents} onChange={setConsents} className="mt-3">
        From start to stop, what your microphone hears is kept on this computer and sent to the organizer.
      </CheckField>
      <output
        className={`mt-4 flex min-h-18 items-start gap-3 rounded-xl p-4 text-sm ${reason === null ? 'bg-accent-soft' : 'bg-sunken'}`}
      >
        {reason === null ? (
          <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
        ) : (
          <CircleDashed aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-soft" />
        )}
        <span>{reason ?? 'You sound good. Go in whenever you like.'}</span>
      </output>
      <Button
        variant="primary"
        disabled={reason !== null}
        onClick={() => void enter().catch(() => undefined)}
        className="mt-4 w-full"
      >
        I'm ready
      </Button>
      {join.isError && (
        <JoinProblem error={AppError.from(join.error)} onRetry={() => parsedName.success && mutate(parsedName.data)} />
      )}
    </Card>
  );
}

function reasonToWait(now: {
  hasName: boolean;
  consents: boolean;
  joining: boolean;
  state: GreenRoomSnapshot | null;
}): string | null {
  if (!now.hasName)
    return now.consents ? 'Please tell us your name.' : 'Please tell us your name and agree to be recorded.';
  if (!now.consents) return 'Please agree to be recorded: without it there is no conversation here.';
  if (now.state === null) return 'Letting you in…';
  return now.joining ? 'Changing your name…' : now.state.reason;
}

function whereTheOtherIs(other: Role, others: GreenRoomSnapshot['others']): string {
  const place = others[other];
  if (place === 'studio' || place === 'ready') return `the ${other} is in the studio`;
  return place === 'green-room' ? `the ${other} is in the green room too` : `the ${other} is not here yet`;
}
