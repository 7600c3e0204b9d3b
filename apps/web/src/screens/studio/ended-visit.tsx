import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { PageShell } from '../../ui/page-shell.tsx';

const WORDS = {
  full: {
    title: 'Two people are already in this studio',
    text: 'There is room for two. Nothing was recorded here.',
    help: 'If one of them is you on another device, leave there first and then try again. Otherwise ask the organizer.',
  },
  replaced: {
    title: 'You went on in another tab',
    text: 'What this tab recorded is saved, and the other tab goes on with it.',
    help: 'You can close this tab. To come back here instead, continue here; the other tab then ends.',
  },
  refused: {
    title: 'Your invitation has ended',
    text: 'What was recorded on this computer is still here.',
    help: 'The organizer made a new link for your place, or deleted the meeting. Please ask for the new link and open it in this browser.',
  },
} as const;

/** Why this tab is not in the studio (any more), first what is safe. */
export function EndedVisit({ link }: { link: keyof typeof WORDS }) {
  const { title, text, help } = WORDS[link];
  return (
    <PageShell width="narrow">
      <h1 className="text-2xl">{title}</h1>
      <p className="mt-3">{text}</p>
      <p className="mt-2 text-ink-soft">{help}</p>
      <div className="mt-6 flex flex-wrap gap-2">
        {link !== 'refused' && (
          <Button variant="primary" onClick={() => location.reload()}>
            {link === 'full' ? 'Try again' : 'Continue here'}
          </Button>
        )}
        <Button asChild>
          <Link to="/">To the first page</Link>
        </Button>
      </div>
    </PageShell>
  );
}
