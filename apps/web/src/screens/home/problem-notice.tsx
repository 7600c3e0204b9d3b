import type { ReactNode } from 'react';
import { AppError } from '@audio-studio/contract';
import { Notice } from '../../ui/notice.tsx';
import { problemWords, type Undertaking } from './problem-words.ts';

interface ProblemNoticeProps {
  undertaking: Undertaking;
  error: unknown;
  actions?: ReactNode;
  className?: string;
}

/** A failed undertaking in its three parts. */
export function ProblemNotice({ undertaking, error, actions, className = '' }: ProblemNoticeProps) {
  const { happened, kept, remedy } = problemWords(undertaking, AppError.from(error));
  return (
    <Notice tone="problem" announce title={happened} actions={actions} className={className}>
      <p>{kept}</p>
      <p>{remedy}</p>
    </Notice>
  );
}
