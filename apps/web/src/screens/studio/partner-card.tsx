import { LoaderCircle, MicOff, SignalHigh, SignalLow, SignalMedium, type LucideIcon } from 'lucide-react';
import type { LinkQuality } from '../../model/link-quality.ts';
import type { ParticipantCredentials } from '../../model/participant-credentials.ts';
import type { PeerState } from '../../model/peer-link.ts';
import type { StudioSnapshot } from '../../model/studio-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';
import { PersonCard } from './person-card.tsx';

/** The other person, as they are heard here. Their own computer records the original. */
export function PartnerCard({ me, snapshot }: { me: ParticipantCredentials; snapshot: StudioSnapshot }) {
  const visit = useVisit();
  const { partner, peer, quality } = snapshot;
  const otherRole = me.role === 'host' ? 'guest' : 'host';
  const caption = 'Live sound over the network. Their own computer records the original.';
  if (partner === null)
    return (
      <PersonCard
        name={otherRole === 'host' ? 'Host' : 'Guest'}
        note="not here"
        source={visit.remote.source}
        tone="partner"
        caption={caption}
        state={null}
        placeholder={snapshot.arrived ? `Waiting for the ${otherRole}. They appear here by themselves.` : 'Connecting…'}
      />
    );
  const words = partner.microphone === 'lost' ? { icon: MicOff, text: 'No microphone' } : describe(peer, quality);
  const Sign = words.icon;
  return (
    <PersonCard
      name={partner.name}
      note={partner.role}
      source={visit.remote.source}
      tone="partner"
      caption={caption}
      state={
        <output className="flex items-center gap-1.5">
          {partner.muted && (
            <span className="flex items-center gap-1">
              <MicOff aria-hidden className="size-4" /> Muted ·
            </span>
          )}
          <Sign aria-hidden className="size-4" />
          {words.text}
        </output>
      }
      {...(peer === 'connected' ? {} : { placeholder: placeholderFor(peer, partner.name) })}
    />
  );
}

function describe(peer: PeerState | null, quality: LinkQuality | null): { icon: LucideIcon; text: string } {
  if (peer !== 'connected') return { icon: LoaderCircle, text: peer === 'interrupted' ? 'Interrupted' : 'Connecting' };
  switch (quality?.rating) {
    case 'poor':
      return { icon: SignalLow, text: 'Weak connection' };
    case 'fair':
      return { icon: SignalMedium, text: 'Fair connection' };
    default:
      return { icon: SignalHigh, text: 'Good connection' };
  }
}

function placeholderFor(peer: PeerState | null, name: string): string {
  if (peer === 'failed' || peer === 'interrupted')
    return `You cannot hear ${name} at the moment. Both recordings go on; we are reconnecting.`;
  return `Connecting you with ${name}…`;
}
