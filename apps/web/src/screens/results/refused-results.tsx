import type { ErrorCode } from '@audio-studio/contract';
import { KeyRound, LinkIcon, SearchX, ServerCrash, type LucideIcon } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';

interface Refusal {
  icon: LucideIcon;
  /** What happened. */
  title: string;
  /** What we did about it, beginning with what is not lost. */
  done: string;
  /** What you can do. */
  next: string;
  action: 'sign-in' | 'home' | 'retry';
}

const UNREACHABLE: Refusal = {
  icon: ServerCrash,
  title: 'We cannot reach the server right now',
  done: 'Nothing is lost: what was uploaded stays stored, and what was not is still on the computer that recorded it. We try again every few seconds.',
  next: 'Check your internet connection, or come back a little later.',
  action: 'retry',
};

const REFUSALS: Partial<Record<ErrorCode, Refusal>> = {
  UNAUTHORIZED: {
    icon: KeyRound,
    title: 'We do not know who you are in this browser',
    done: 'The recordings are safe. We show them only to the two people in them and to the organizer.',
    next: 'Open your invitation link again in this browser, or sign in as the organizer.',
    action: 'sign-in',
  },
  FORBIDDEN: {
    icon: LinkIcon,
    title: 'Your link does not open this meeting',
    done: 'The recordings are safe, and we have shown you nothing of them. The link may be for another meeting, or it was replaced by a newer one.',
    next: 'Ask the organizer for a new invitation, or sign in as the organizer of this meeting.',
    action: 'sign-in',
  },
  NOT_FOUND: {
    icon: SearchX,
    title: 'There is no such meeting',
    done: 'We looked it up and found nothing: it may have been deleted with everything in it, or a part of the address is missing.',
    next: 'Compare the address with the one you were sent, or ask the organizer.',
    action: 'home',
  },
};

/** Why the results cannot be shown, in three parts. */
export function RefusedResults({ code, onRetry }: { code: ErrorCode; onRetry?: () => void }) {
  const { icon: Sign, title, done, next, action } = REFUSALS[code] ?? UNREACHABLE;
  return (
    <Card role="alert" className="mx-auto mt-6 max-w-xl sm:mt-12 sm:p-8">
      <Sign aria-hidden className="size-7 text-accent" />
      <h1 className="mt-4 text-xl">{title}</h1>
      <p className="mt-3 text-ink-soft">{done}</p>
      <p className="mt-3">{next}</p>
      <div className="mt-6">
        {action === 'retry' ? (
          <Button variant="primary" onClick={onRetry}>
            Try again now
          </Button>
        ) : (
          <Button asChild variant="primary">
            <Link to={action === 'sign-in' ? '/sign-in' : '/'}>
              {action === 'sign-in' ? 'Sign in as organizer' : 'Go to the start page'}
            </Link>
          </Button>
        )}
      </div>
    </Card>
  );
}
