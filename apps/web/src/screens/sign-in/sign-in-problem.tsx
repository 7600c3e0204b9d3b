import type { AppError } from '@audio-studio/contract';
import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useOrganizerSignIn } from '../home/use-organizer-sign-in.ts';

/** Why the link did not sign anybody in, and how to get one that does. */
export function SignInProblem({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const stillSignedIn = useOrganizerSignIn().token !== null;
  const home = stillSignedIn && (
    <Button asChild>
      <Link to="/">Go to your meetings</Link>
    </Button>
  );
  const kept = stillSignedIn
    ? 'You are still signed in here from before.'
    : 'Nobody was signed in, and nothing was changed.';

  if (error.retryable) {
    const isCrowded = error.code === 'RATE_LIMIT_EXCEEDED';
    return (
      <Notice
        tone="problem"
        announce
        title={isCrowded ? 'There were too many attempts in a short time.' : 'The server did not answer.'}
        actions={
          <>
            <Button onClick={onRetry}>Try again</Button>
            {home}
          </>
        }
      >
        <p>{kept} We kept the link: it may still be good.</p>
        <p>{isCrowded ? 'Wait a minute, then try again.' : 'Check your internet connection, then try again.'}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="problem"
      announce
      title="This sign-in link was used before, or is too old."
      actions={home || undefined}
    >
      <p>{kept} Each link works once, within a day.</p>
      <p>
        Run <code className="font-mono">npm run sign-in</code> where the server runs, and open the new link.
      </p>
    </Notice>
  );
}
