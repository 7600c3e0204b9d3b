import { KeyRound, Mail } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageShell } from '../../ui/page-shell.tsx';
import { JoinForm } from './join-form.tsx';

/** For whoever is not signed in: a guest who lost the way, or an organizer who has not come in yet. */
export function Welcome({ hasEnded }: { hasEnded: boolean }) {
  return (
    <PageShell width="wide">
      <title>Audio Studio</title>
      <div className="space-y-8">
        {hasEnded && (
          <Notice
            tone="warning"
            title="Your meetings and recordings are safe. Your sign-in has ended."
            actions={
              <Button asChild>
                <Link to="/sign-in">Sign in again</Link>
              </Button>
            }
          >
            <p>We show meetings only to their organizer, so this page is empty until you sign in again.</p>
          </Notice>
        )}
        <header className="max-w-2xl space-y-3">
          <h1 className="text-3xl sm:text-4xl">Record a conversation, each voice on its own track</h1>
          <p className="text-lg text-ink-soft">
            The sound is kept on each person’s own computer first, lossless, and sent to the server while you talk.
          </p>
        </header>
        <div className="grid max-w-5xl gap-4 md:grid-cols-2">
          <Card aria-labelledby="invited" className="flex flex-col gap-3">
            <h2 id="invited" className="flex items-center gap-2.5 text-lg">
              <Mail aria-hidden className="size-5 text-accent" />I was invited
            </h2>
            <p className="text-ink-soft">
              Open the link you were sent. It leads straight to a check of your microphone; you need no account.
            </p>
            <JoinForm className="mt-auto" />
          </Card>
          <Card aria-labelledby="organizing" className="flex flex-col gap-3">
            <h2 id="organizing" className="flex items-center gap-2.5 text-lg">
              <KeyRound aria-hidden className="size-5 text-accent" />I organize recordings
            </h2>
            <p className="text-ink-soft">
              An organizer creates meetings, sends the links to the two people, and afterwards finds both tracks here,
              graded and ready to download.
            </p>
            <p className="mt-auto pt-2">
              <Button asChild variant="primary" className="w-full sm:w-auto">
                <Link to="/sign-in">Sign in</Link>
              </Button>
            </p>
          </Card>
        </div>
      </div>
    </PageShell>
  );
}
