import { Mic, MicOff } from 'lucide-react';
import type { ParticipantCredentials } from '../../model/participant-credentials.ts';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';
import { PersonCard } from './person-card.tsx';

/** This person, from the very samples that are being recorded. */
export function OwnCard({ me, muted }: { me: ParticipantCredentials; muted: boolean }) {
  const visit = useVisit();
  const { microphone } = useSnapshot(visit.rig.state);
  const isOpen = microphone.kind === 'open';
  return (
    <PersonCard
      name={me.name}
      note={`you, ${me.role}`}
      source={visit.ownSound}
      tone="own"
      caption="Your recording: every sample, before anything is sent."
      state={
        <span className="flex items-center gap-1.5">
          {isOpen && !muted ? <Mic aria-hidden className="size-4" /> : <MicOff aria-hidden className="size-4" />}
          {!isOpen ? 'No microphone' : muted ? 'Muted for the other' : 'Microphone on'}
        </span>
      }
      {...(isOpen ? {} : { placeholder: microphone.kind === 'opening' ? 'Opening your microphone…' : 'No microphone' })}
    />
  );
}
