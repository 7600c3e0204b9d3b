import type { AppError, ErrorCode } from '@audio-studio/contract';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

const ENDED = {
  title: 'This invitation is no longer valid',
  text: 'It was replaced by a newer one, or the meeting was deleted. Please ask the organizer for a new link.',
};

const WORDS: Partial<Record<ErrorCode, { title: string; text: string }>> = {
  CONFLICT: {
    title: 'This invitation is already in use',
    text: 'Someone opened it before, perhaps you in another browser. Open it there, or ask the organizer for a new link: that takes them one click.',
  },
  UNAUTHORIZED: ENDED,
  FORBIDDEN: ENDED,
  NOT_FOUND: ENDED,
};

/** Why somebody could not be let in, and what helps. */
export function JoinProblem({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const known = WORDS[error.code];
  return (
    <Notice
      tone="warning"
      announce
      title={known?.title ?? 'We could not let you in just now'}
      className="mt-4"
      actions={known === undefined && <Button onClick={onRetry}>Try again</Button>}
    >
      <p>{known?.text ?? error.message}</p>
    </Notice>
  );
}
