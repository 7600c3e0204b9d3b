import { AudioLines } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';

/** Nothing has been recorded. `studio` is where that is done, for someone who has a seat there. */
export function NoTakes({ studio }: { studio: string | null }) {
  return (
    <Card className="py-14 text-center sm:py-20">
      <AudioLines aria-hidden className="mx-auto size-8 text-ink-faint" />
      <h2 className="mt-4 text-lg">Nothing has been recorded yet</h2>
      <p className="mx-auto mt-2 max-w-md text-ink-soft">
        When the host starts and stops a recording, both tracks, their quality and the downloads appear here by
        themselves.
      </p>
      {studio !== null && (
        <Button asChild variant="primary" className="mt-6">
          <Link to={studio}>Go to the studio</Link>
        </Button>
      )}
    </Card>
  );
}
