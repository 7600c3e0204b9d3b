import type { AppError } from '@audio-studio/contract';

/** An error for people: what happened, what that means for what they have, what they can do. */
export interface Problem {
  happened: string;
  kept: string;
  remedy: string;
}

export type Undertaking = 'list' | 'create' | 'reissue' | 'delete';

/** The server said no, and nothing was changed. */
const REFUSED: Record<Undertaking, Omit<Problem, 'remedy'>> = {
  list: {
    happened: 'Your meetings could not be shown.',
    kept: 'Nothing is lost: meetings and recordings are safe on the server.',
  },
  create: { happened: 'The meeting was not created.', kept: 'Your title is still in the field.' },
  reissue: { happened: 'No new link was made.', kept: 'The old link works as before.' },
  delete: { happened: 'The meeting was not deleted.', kept: 'Its recordings are still there.' },
};

/** No proper answer came: what was asked may have been done all the same. */
const UNANSWERED: Record<Undertaking, Omit<Problem, 'remedy'>> = {
  list: REFUSED.list,
  create: {
    happened: 'The server did not answer, so we do not know whether the meeting was created.',
    kept: 'Your title is still in the field. If the meeting was created, it appears in the list.',
  },
  reissue: {
    happened: 'The server did not answer, so we do not know whether the old link still works.',
    kept: 'Recordings are not touched by this.',
  },
  delete: {
    happened: 'The server did not answer, so we do not know whether everything was deleted.',
    kept: 'If it was, the meeting is no longer in the list.',
  },
};

export function problemWords(undertaking: Undertaking, error: Pick<AppError, 'code' | 'message'>): Problem {
  const unanswered = error.code === 'UNAVAILABLE' || error.code === 'INTERNAL_ERROR';
  return { ...(unanswered ? UNANSWERED : REFUSED)[undertaking], remedy: remedyFor(error) };
}

function remedyFor({ code, message }: Pick<AppError, 'code' | 'message'>): string {
  switch (code) {
    case 'UNAVAILABLE':
      return 'Check your internet connection, then try again.';
    case 'INTERNAL_ERROR':
      return 'Try again in a moment. If it goes on, whoever runs the server finds the reason in its log.';
    case 'RATE_LIMIT_EXCEEDED':
      return 'That was many requests in a short time. Wait a minute, then try again.';
    case 'UNAUTHORIZED':
      return 'Your sign-in has ended. Please sign in again.';
    case 'NOT_FOUND':
      return 'The meeting does not exist any more. Reload the page to see the current list.';
    default:
      return message;
  }
}
