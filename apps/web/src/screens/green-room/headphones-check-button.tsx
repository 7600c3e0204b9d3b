import { useEffect, useRef, useState } from 'react';
import { checkHeadphones, playTone, type HeadphonesVerdict } from '../../model/headphones-check.ts';
import { Button } from '../../ui/button.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';

/** Plays a tone and listens whether the microphone hears it. */
export function HeadphonesCheckButton() {
  const visit = useVisit();
  const { microphone } = useSnapshot(visit.rig.state);
  const [state, setState] = useState<HeadphonesVerdict | { kind: 'none' } | { kind: 'checking' }>({ kind: 'none' });
  const left = useRef<AbortController | null>(null);
  useEffect(() => () => left.current?.abort(), []);

  const check = async () => {
    left.current = new AbortController();
    setState({ kind: 'checking' });
    try {
      setState(await checkHeadphones({ events: visit.rig.events, playTone, signal: left.current.signal }));
    } catch {
      setState({ kind: 'unclear' });
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        disabled={microphone.kind !== 'open' || state.kind === 'checking'}
        onClick={() => void check()}
        className="min-w-44"
      >
        Play a test tone
      </Button>
      <span role="status" className="text-ink-soft">
        {describe(state)}
      </span>
    </div>
  );
}

function describe(state: HeadphonesVerdict | { kind: 'none' } | { kind: 'checking' }): string {
  switch (state.kind) {
    case 'none':
      return 'Put headphones on: they keep the other voice out of your track.';
    case 'checking':
      return 'Four short tones. Please stay quiet…';
    case 'clean':
      return 'Your microphone does not hear the tone. If you heard it, all is well.';
    case 'bleeds':
      return `Your microphone hears the tone (${Math.round(state.riseDb)} dB). Please use headphones, or turn the volume down.`;
    case 'unclear':
      return 'Something else was louder. Please try again in silence.';
  }
}
