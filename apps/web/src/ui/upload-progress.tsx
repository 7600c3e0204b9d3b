import { CircleCheck, CloudUpload, TriangleAlert } from 'lucide-react';
import { formatBytes } from '../model/format.ts';
import { Button } from './button.tsx';
import { ProgressBar } from './progress-bar.tsx';

export interface UploadProgressProps {
  /** Whose track. */
  name: string;
  percent: number;
  state: 'waiting' | 'uploading' | 'verifying' | 'done' | 'failed';
  /** Of one's own track; unknown of the partner's. */
  bytes?: { sent: number; total: number };
  /** Why it waits or failed. */
  message?: string | undefined;
  onRetry?: () => void;
}

/** How far one person's track is on its way to the server. */
export function UploadProgress({ name, percent, state, bytes, message, onRetry }: UploadProgressProps) {
  const Sign = state === 'done' ? CircleCheck : state === 'failed' ? TriangleAlert : CloudUpload;
  return (
    <div className="grid gap-2">
      <div className="flex items-center justify-between gap-4 text-sm">
        <span className="flex min-w-0 items-center gap-2 font-medium">
          <Sign aria-hidden className={`size-4 shrink-0 ${state === 'failed' ? 'text-amber-ink' : 'text-accent'}`} />
          <span className="truncate">{name}</span>
        </span>
        <span className="numeral shrink-0 text-ink-soft">
          {bytes !== undefined &&
            state === 'uploading' &&
            `${formatBytes(bytes.sent)} of ${formatBytes(bytes.total)} · `}
          {WORDS[state](percent)}
        </span>
      </div>
      <ProgressBar percent={state === 'done' ? 100 : percent} label={`Upload of ${name}`} />
      {(message !== undefined || state === 'failed') && state !== 'done' && (
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm text-amber-ink">
          <p className="min-w-0 flex-1">The track is safe on this computer. {message}</p>
          {state === 'failed' && onRetry !== undefined && (
            <Button size="sm" onClick={onRetry}>
              Try again
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const WORDS = {
  waiting: () => 'waiting',
  uploading: (percent: number) => `${Math.floor(percent)} %`,
  verifying: () => 'checking',
  done: () => 'arrived',
  failed: () => 'not sent yet',
} as const;
