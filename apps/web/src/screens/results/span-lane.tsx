import type { Span } from './time-line.ts';

export interface SpanLaneProps {
  spans: readonly Span[];
  durationSeconds: number;
  className: string;
}

/** Spans of time as bars on the common time line: one path, however many there are. */
export function SpanLane({ spans, durationSeconds, className }: SpanLaneProps) {
  const bars = spans
    .map(({ startSeconds, endSeconds }) => `M${startSeconds} 0H${endSeconds}V1H${startSeconds}Z`)
    .join('');
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${durationSeconds} 1`}
      preserveAspectRatio="none"
      className={`block h-2 w-full rounded-full ${className}`}
    >
      <path d={bars} fill="currentColor" />
    </svg>
  );
}
