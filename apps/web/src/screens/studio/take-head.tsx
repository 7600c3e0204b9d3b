import type { Grade } from '@audio-studio/contract';
import type { TakePhase } from '../../model/studio-snapshot.ts';
import { QualityBadge } from '../../ui/quality-badge.tsx';
import { Timer } from '../../ui/timer.tsx';
import { SafetyLine } from './safety-line.tsx';

export interface TakeHeadProps {
  take: TakePhase;
  grade: Grade | null;
  nowMs: () => number;
  /** What happens next, while nothing is recorded. */
  hint: string;
}

const WORDS: Record<TakePhase['kind'], string> = {
  idle: 'Not recording',
  starting: 'Starting…',
  recording: 'Recording',
  blocked: 'Recording without you',
  stopping: 'Saving…',
};

/** Is it recording, since when, and is it safe. */
export function TakeHead({ take, grade, nowMs, hint }: TakeHeadProps) {
  const isRecording = take.kind === 'recording';
  return (
    <section aria-label="Take" className="grid justify-items-center pt-4 text-center">
      <output
        className={`flex h-8 items-center gap-2 rounded-full px-4 text-sm font-semibold ${
          isRecording ? 'bg-rec text-on-rec' : 'bg-sunken text-ink-soft'
        }`}
      >
        {isRecording && <span aria-hidden className="size-2.5 animate-pulse rounded-full bg-current" />}
        {WORDS[take.kind]}
      </output>
      <div className={`text-6xl leading-tight sm:text-7xl ${take.kind === 'idle' ? 'text-ink-faint' : ''}`}>
        <Timer startedAtMs={take.kind === 'idle' ? null : take.startedAtMs} nowMs={nowMs} />
      </div>
      <SafetyLine take={take} />
      <p className="flex h-8 items-center gap-2 text-sm text-ink-soft">
        {take.kind === 'idle' && hint}
        {isRecording && grade !== null && (
          <>
            So far
            <span className="flex">
              <QualityBadge grade={grade} />
            </span>
          </>
        )}
      </p>
    </section>
  );
}
