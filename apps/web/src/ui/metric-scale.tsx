import type { Role } from '@audio-studio/contract';

export type BandTone = 'best' | 'good' | 'fair' | 'weak';

export interface ScaleBand {
  /** Where it begins and ends on the scale, 0…1 from the left. */
  from: number;
  to: number;
  label: string;
  tone: BandTone;
}

export interface ScalePoint {
  /** Whose value it is; `take`: of both together. */
  of: Role | 'take';
  /** First letter of the name; empty for the take. */
  letter: string;
  /** 0…1 from the left. */
  at: number;
}

export interface MetricScaleProps {
  bands: readonly ScaleBand[];
  /** Limits worth reading, 0…1 from the left. */
  ticks: readonly { at: number; label: string }[];
  points: readonly ScalePoint[];
}

const TONES: Record<BandTone, string> = {
  best: 'bg-accent/40 dark:bg-accent/35',
  good: 'bg-accent/20 dark:bg-accent/15',
  fair: 'bg-sunken dark:bg-line',
  weak: 'bg-amber-soft',
};

const MARKERS: Record<ScalePoint['of'], string> = {
  host: 'bg-(--wave)',
  guest: 'bg-(--wave-partner)',
  take: 'bg-ink',
};

/** Markers nearer than this share of the width would cover each other's letter. */
const CROWDED = 0.07;

/**
 * A horizontal scale: bands with their limits, and a marker for each person. It is a picture of what
 * stands beside it in words, hidden from assistive technology. Its height never changes.
 */
export function MetricScale({ bands, ticks, points }: MetricScaleProps) {
  return (
    <div aria-hidden className="relative h-15 select-none">
      <div className="absolute inset-x-0 top-5 flex h-5 overflow-hidden rounded-md">
        {bands.map(({ from, to, label, tone }) => (
          <span
            key={label}
            className={`absolute inset-y-0 truncate border-l border-surface text-center text-[0.625rem] leading-5 font-medium text-ink-soft first:border-l-0 ${TONES[tone]}`}
            style={{ left: percent(from), width: percent(to - from) }}
          >
            {label}
          </span>
        ))}
      </div>
      {points.map(({ of, letter, at }) => (
        <span key={of} className="absolute top-0 w-0" style={{ left: percent(at) }}>
          <span
            className={`absolute top-[0.9375rem] -ml-1.5 h-2 w-3 [clip-path:polygon(0_0,100%_0,50%_100%)] ${MARKERS[of]}`}
          />
          <span
            className="absolute -top-0.5 w-4 -translate-x-1/2 text-center text-[0.6875rem] leading-4 font-semibold text-ink"
            style={{ left: nudge({ of, at }, points) }}
          >
            {letter}
          </span>
        </span>
      ))}
      {ticks.map(({ at, label }) => (
        <span
          key={label}
          className={`numeral absolute top-11 text-[0.6875rem] leading-4 whitespace-nowrap text-ink-faint ${at < 0.04 ? '' : at > 0.96 ? '-translate-x-full' : '-translate-x-1/2'}`}
          style={{ left: percent(at) }}
        >
          {label}
        </span>
      ))}
    </div>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}

/** Moves a letter aside when the other person's marker stands almost in the same place. */
function nudge({ of, at }: Pick<ScalePoint, 'of' | 'at'>, points: readonly ScalePoint[]): string {
  const other = points.find((point) => point.of !== of);
  if (other === undefined || Math.abs(other.at - at) >= CROWDED) return '0';
  const isLeft = at === other.at ? of === 'host' : at < other.at;
  return isLeft ? '-0.5rem' : '0.5rem';
}
