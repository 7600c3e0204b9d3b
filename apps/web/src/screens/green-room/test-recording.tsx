import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useSnapshot } from '../../ui/use-snapshot.ts';
import { useVisit } from '../visit/use-visit.ts';

const SECONDS = 5;

type Test =
  | { kind: 'none' }
  | { kind: 'recording'; secondsLeft: number }
  | { kind: 'done'; url: string }
  | { kind: 'failed' };

/** Five seconds of the real recorder, played back. Never leaves this computer. */
export function TestRecording() {
  const visit = useVisit();
  const { microphone } = useSnapshot(visit.rig.state);
  const [test, setTest] = useState<Test>({ kind: 'none' });
  const url = useRef<string | null>(null);

  useEffect(() => () => release(url), []);

  const record = async () => {
    const { recorder } = visit.rig;
    if (recorder === null) return;
    release(url);
    setTest({ kind: 'recording', secondsLeft: SECONDS });
    const countdown = setInterval(() => {
      setTest((now) => (now.kind === 'recording' ? { ...now, secondsLeft: Math.max(1, now.secondsLeft - 1) } : now));
    }, 1_000);
    try {
      url.current = URL.createObjectURL(await recorder.recordTest(SECONDS));
      setTest({ kind: 'done', url: url.current });
    } catch {
      setTest({ kind: 'failed' });
    } finally {
      clearInterval(countdown);
    }
  };

  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          disabled={microphone.kind !== 'open' || test.kind === 'recording'}
          onClick={() => void record()}
          className="min-w-44"
        >
          {test.kind === 'done' ? 'Record again' : 'Record 5 seconds'}
        </Button>
        <output className="numeral text-ink-soft">
          {test.kind === 'recording' && `Say something… ${test.secondsLeft}`}
          {test.kind === 'none' && 'Exactly as it will be recorded.'}
          {test.kind === 'failed' && 'That did not work. Please try once more.'}
        </output>
      </div>
      {test.kind === 'done' && (
        <audio controls src={test.url} aria-label="Your test recording" className="h-10 w-full max-w-sm">
          <track kind="captions" />
        </audio>
      )}
    </div>
  );
}

function release(url: { current: string | null }): void {
  if (url.current !== null) URL.revokeObjectURL(url.current);
  url.current = null;
}
