import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { PageShell } from '../../ui/page-shell.tsx';

/** For every address that leads nowhere. */
export function NotFoundScreen() {
  return (
    <PageShell width="narrow">
      <title>Page not found · Audio Studio</title>
      <h1 className="mt-8 text-2xl sm:text-3xl">There is no page at this address</h1>
      <p className="mt-3 text-ink-soft">
        Nothing is lost: recordings stay where they are. If you came by an invitation, its link may be incomplete. Copy
        it again as a whole, from “http” to its last character, or ask for a new one.
      </p>
      <p className="mt-6">
        <Button asChild variant="primary">
          <Link to="/">Go to the start page</Link>
        </Button>
      </p>
    </PageShell>
  );
}
