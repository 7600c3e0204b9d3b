import { formatMoment, formatTimer } from '../../model/format.ts';
import { ToggleGroup } from 'radix-ui';
import type { TakeView } from '../../model/take-results.ts';
import { GRADE_WORDS } from '../../ui/quality-badge.tsx';

export interface TakePickerProps {
  takes: readonly TakeView[];
  selected: string | null;
  onSelect: (sessionId: string) => void;
}

/** All takes of the meeting, newest first; scrolls sideways when there are many. */
export function TakePicker({ takes, selected, onSelect }: TakePickerProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Take"
      value={selected ?? ''}
      onValueChange={(sessionId) => sessionId !== '' && onSelect(sessionId)}
      className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-0"
    >
      {takes.map((take) => (
        <ToggleGroup.Item
          key={take.sessionId}
          value={take.sessionId}
          className="min-w-44 shrink-0 rounded-xl border border-line bg-surface px-4 py-2.5 text-left text-sm transition-colors hover:border-line-strong data-[state=on]:border-accent data-[state=on]:bg-accent-soft data-[state=on]:ring-1 data-[state=on]:ring-accent"
        >
          <span className="flex items-baseline justify-between gap-4">
            <span className="font-semibold">Take {take.number}</span>
            <span className="numeral text-ink-soft">
              {take.lengthSeconds === null ? 'running' : formatTimer(take.lengthSeconds)}
            </span>
          </span>
          <span className="block text-xs text-ink-soft">{formatMoment(take.startedAt)}</span>
          <span className="mt-1 block font-medium">{stateText(take)}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function stateText(take: TakeView): string {
  switch (take.kind) {
    case 'recording':
      return 'Recording now';
    case 'waiting-for-tracks':
      return 'Uploading';
    case 'processing':
      return `Processing, ${Math.floor(take.percent)} %`;
    case 'graded':
    case 'rejected':
      return `${take.grade} ${GRADE_WORDS[take.grade]}`;
    default:
      return 'Not analysed';
  }
}
