import type { ProcessingStep } from '@audio-studio/contract';
import { Check } from 'lucide-react';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { timeLeftText } from './durations.ts';

const STEPS: readonly { step: ProcessingStep; label: string; what: string }[] = [
  { step: 'syncing', label: 'Aligning', what: 'putting both tracks on one time line' },
  { step: 'validating', label: 'Checking', what: 'reading every sample of both files' },
  { step: 'classifying', label: 'Grading', what: 'measuring noise, clipping, overlap and echo' },
  { step: 'preprocessing', label: 'Drawing', what: 'making the waveforms' },
  { step: 'complete', label: 'Done', what: 'storing the result' },
];

export interface ProcessingStepsProps {
  /** Null: it waits for its turn. */
  step: ProcessingStep | null;
  percent: number;
  secondsLeft: number | null;
}

/** Where processing is: five steps, the share done and the time left. */
export function ProcessingSteps({ step, percent, secondsLeft }: ProcessingStepsProps) {
  const current = STEPS.findIndex((one) => one.step === step);
  return (
    <div>
      <h2 id="verdict" className="text-lg">
        Both tracks are safe on the server
      </h2>
      <output className="mt-1 block text-ink-soft">
        {current === -1 ? 'The quality check begins in a moment.' : `The quality check is ${STEPS[current]!.what}.`}
      </output>
      <ProgressBar className="mt-5" label="Quality check" percent={percent} />
      <p className="numeral mt-2 flex flex-wrap justify-between gap-x-4 text-sm text-ink-soft">
        <span>{Math.floor(percent)} %</span>
        <span>{timeLeftText(secondsLeft)}</span>
      </p>
      <ol className="mt-5 grid grid-cols-5 gap-1 text-xs sm:text-sm">
        {STEPS.map(({ step: one, label }, index) => (
          <li
            key={one}
            aria-current={index === current ? 'step' : undefined}
            className="flex flex-col items-center gap-1.5"
          >
            <span
              className={`numeral grid size-7 place-items-center rounded-full border text-xs font-semibold ${markStyle(index, current)}`}
            >
              {index < current ? <Check aria-label="done" className="size-4" /> : index + 1}
            </span>
            <span className={index === current ? 'font-semibold' : 'text-ink-soft'}>{label}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function markStyle(index: number, current: number): string {
  if (index < current) return 'border-accent bg-accent-soft text-accent-strong';
  if (index === current) return 'border-accent bg-accent text-on-accent';
  return 'border-line text-ink-faint';
}
