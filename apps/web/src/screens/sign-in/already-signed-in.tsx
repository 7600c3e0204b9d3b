import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useOrganizerSignIn } from '../home/use-organizer-sign-in.ts';

/** For whoever comes to sign in and need not. */
export function AlreadySignedIn() {
  if (useOrganizerSignIn().token === null) return null;
  return (
    <Notice
      tone="good"
      title="You are signed in in this browser."
      actions={
        <Button asChild>
          <Link to="/">Go to your meetings</Link>
        </Button>
      }
    />
  );
}
