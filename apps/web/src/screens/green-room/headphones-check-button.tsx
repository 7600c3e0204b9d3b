import { useEffect, useRef, useState } from 'react';
import { checkHeadphones, playTone, type HeadphonesVerdict } from '../../model/headphones-check.ts';
import { Button } from '../../ui/button.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';

type Checking = HeadphonesVerdict | { kind: 'none' } | { kind: 'checking' };

/** Plays a tone and listens whether the microphone hears it. */
export function HeadphonesCheckButton() {
  const visit = useVisit();
  const { microphone } = useSnapshot(visit.rig.state);
  const [state, setState] = useState<Checking>({ kind: 'none' });
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
      <output className="text-ink-soft">{describe(state)}</output>
    </div>
  );
}

function describe(state: Checking): string {
  if (state.kind === 'bleeds')
    return `Your microphone hears the tone (${Math.round(state.riseDb)} dB). Please use headphones, or turn the volume down.`;
  return WORDS[state.kind];
}

const WORDS = {
  none: 'Put headphones on: they keep the other voice out of your track.',
  checking: 'Four short tones. Please stay quiet…',
  clean: 'Your microphone does not hear the tone. If you heard it, all is well.',
  unclear: 'Something else was louder. Please try again in silence.',
} as const;
