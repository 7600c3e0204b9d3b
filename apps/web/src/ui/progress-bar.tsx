import { Progress } from 'radix-ui';

export interface ProgressBarProps {
  /** What is under way: its accessible name. */
  label: string;
  /** 0–100. */
  percent: number;
  className?: string;
}

/** How much of something is done. The figure stands beside it in words. */
export function ProgressBar({ label, percent, className = '' }: ProgressBarProps) {
  const value = Math.min(Math.max(percent, 0), 100);
  return (
    <Progress.Root
      value={value}
      aria-label={label}
      className={`h-2 overflow-hidden rounded-full bg-sunken ring-1 ring-line ring-inset ${className}`}
    >
      <Progress.Indicator
        className="h-full origin-left rounded-full bg-accent transition-transform duration-200"
        style={{ transform: `scaleX(${value / 100})` }}
      />
    </Progress.Root>
  );
}
