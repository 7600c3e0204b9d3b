import { requestPersistence } from '@audio-studio/capture';
import { CircleCheck, CircleDashed } from 'lucide-react';
import type { GreenRoomSession } from '../../model/green-room-session.ts';
import type { ParticipantCredentials } from '../../model/participant-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';

export interface ReadyCardProps {
  greenRoom: GreenRoomSession;
  credentials: ParticipantCredentials;
  onReady: () => void;
}

/** The way into the studio, and why it is not open while it is not. */
export function ReadyCard({ greenRoom, credentials, onReady }: ReadyCardProps) {
  const { ready, reason, others } = useSnapshot(greenRoom.state);
  const enter = () => {
    // Asked at a gesture: browsers refuse it otherwise. The recording does not wait for the answer.
    void requestPersistence().catch(() => false);
    onReady();
  };
  return (
    <Card aria-labelledby="ready-title">
      <h2 id="ready-title" className="text-lg">
        {greeting(credentials)}
      </h2>
      <p className="mt-1 min-h-6 text-sm text-ink-soft">{whereOthersAre(credentials, others)}</p>
      <output
        className={`mt-4 flex min-h-20 items-start gap-3 rounded-xl p-4 text-sm ${ready ? 'bg-accent-soft' : 'bg-sunken'}`}
      >
        {ready ? (
          <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
        ) : (
          <CircleDashed aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-soft" />
        )}
        <p>{ready ? 'You sound good. Go in whenever you like.' : reason}</p>
      </output>
      <Button variant="primary" disabled={!ready} onClick={enter} className="mt-4 w-full">
        I'm ready
      </Button>
    </Card>
  );
}

function greeting({ name, role }: ParticipantCredentials): string {
  return role === 'host' ? `${name}, you host` : `Hello ${name}`;
}

function whereOthersAre({ role }: ParticipantCredentials, others: Partial<Record<'host' | 'guest', string>>): string {
  const other = role === 'host' ? 'guest' : 'host';
  switch (others[other]) {
    case 'studio':
    case 'ready':
      return `The ${other} is in the studio.`;
    case 'green-room':
      return `The ${other} is in the green room too.`;
    default:
      return `The ${other} is not here yet.`;
  }
}
