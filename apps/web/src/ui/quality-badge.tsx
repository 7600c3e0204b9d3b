import type { Grade } from '@audio-studio/contract';

export const GRADE_WORDS: Record<Grade, string> = {
  P0: 'Pristine',
  P1: 'Good',
  P2: 'Acceptable',
  P3: 'Poor',
  P4: 'Reject',
};

const TONES: Record<Grade, string> = {
  P0: 'border-accent bg-accent text-on-accent',
  P1: 'border-accent bg-accent-soft text-accent-strong',
  P2: 'border-line-strong bg-sunken text-ink',
  P3: 'border-amber-line bg-amber-soft text-amber-ink',
  P4: 'border-problem bg-problem text-problem-ink',
};

const SIZES = {
  sm: 'gap-1.5 rounded-md px-2 py-0.5 text-xs',
  lg: 'min-w-28 flex-col items-center rounded-xl px-5 py-3 text-sm',
} as const;

/** A take's grade: the code and its word, so that the colour is never alone. */
export function QualityBadge({ grade, size = 'sm' }: { grade: Grade; size?: keyof typeof SIZES }) {
  return (
    <span className={`inline-flex shrink-0 self-start border font-medium ${TONES[grade]} ${SIZES[size]}`}>
      <span className={`numeral font-semibold ${size === 'lg' ? 'text-4xl leading-tight tracking-tight' : ''}`}>
        {grade}
      </span>{' '}
      <span>{GRADE_WORDS[grade]}</span>
    </span>
  );
}
