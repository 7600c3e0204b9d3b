import { AppError } from '@audio-studio/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { api } from '../../model/api.ts';
import { organizerCredentials } from '../../model/organizer-credentials.ts';
import { PageShell } from '../../ui/page-shell.tsx';
import { OneTimeSignIn } from './one-time-sign-in.ts';
import { codeInHash } from './sign-in-code.ts';
import { AlreadySignedIn } from './already-signed-in.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { SignInProblem } from './sign-in-problem.tsx';

/** One for the page's life: whatever renders or runs twice, each code is spent once. */
const oneTimeSignIn = new OneTimeSignIn(
  (code) => api.signIn(code),
  organizerCredentials.set.bind(organizerCredentials),
);

type State =
  | { kind: 'idle' }
  | { kind: 'signing-in' }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'failed'; code: string; error: AppError };

/** `/sign-in#code=…`: turns a one-time link into an organizer of this browser. */
export function SignInScreen() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [state, setState] = useState<State>(() =>
    codeInHash(hash).kind === 'code' ? { kind: 'signing-in' } : { kind: 'idle' },
  );

  const redeem = (code: string) => {
    setState({ kind: 'signing-in' });
    oneTimeSignIn.redeem(code).then(
      () => {
        // Nothing that an organizer before this one was shown is shown to this one.
        client.clear();
        return navigate('/', { replace: true });
      },
      (error: unknown) => setState({ kind: 'failed', code, error: AppError.from(error) }),
    );
  };

  useEffect(() => {
    const found = codeInHash(hash);
    if (found.kind === 'none') return;
    // Out of the address bar and the history at once.
    void navigate('/sign-in', { replace: true });
    if (found.kind === 'code') redeem(found.code);
    else setState(found);
    // oxlint-disable-next-line react/exhaustive-deps -- only a new hash brings a new code
  }, [hash]);

  return (
    <PageShell width="narrow">
      <title>Sign in · Audio Studio</title>
      <h1 className="text-2xl sm:text-3xl">Sign in</h1>
      <output className="mt-2 block min-h-6 text-ink-soft">
        {state.kind === 'signing-in' ? 'Signing you in…' : 'Organizers sign in with a link that the server prints.'}
      </output>
      <div className="mt-6 space-y-6">
        {state.kind === 'failed' && <SignInProblem error={state.error} onRetry={() => redeem(state.code)} />}
        {state.kind === 'idle' && <AlreadySignedIn />}
        <SignInForm
          busy={state.kind === 'signing-in'}
          problem={state.kind === 'unreadable' ? state.reason : null}
          onCode={redeem}
        />
      </div>
    </PageShell>
  );
}
