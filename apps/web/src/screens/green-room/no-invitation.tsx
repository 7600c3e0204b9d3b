import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';

/** Somebody came without an invitation, or with one that was ended. */
export function NoInvitation({ refused }: { refused: boolean }) {
  return (
    <Card aria-labelledby="no-invitation-title">
      <h2 id="no-invitation-title" className="text-lg">
        {refused ? 'Your invitation has ended' : 'Please open your invitation link'}
      </h2>
      <p className="mt-2 text-sm text-ink-soft">
        {refused
          ? 'The organizer made a new link for your place, or deleted the meeting. What you recorded before is safe.'
          : 'This address alone does not let anyone in. Open the whole link you were sent; it is a long one and ends in many letters.'}
      </p>
      <p className="mt-2 text-sm text-ink-soft">If you do not have it, ask the organizer for a new one.</p>
      <Button asChild className="mt-4">
        <Link to="/">To the first page</Link>
      </Button>
    </Card>
  );
}
