import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { codeInText } from './sign-in-code.ts';

interface SignInFormProps {
  busy: boolean;
  /** What is wrong with the link this page was opened with. */
  problem: string | null;
  onCode: (code: string) => void;
}

/** How to get a sign-in link, and a field to paste it into. */
export function SignInForm({ busy, problem, onCode }: SignInFormProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const found = codeInText(text);
    if (found.kind === 'code') {
      setText('');
      onCode(found.code);
    } else if (found.kind === 'unreadable') setError(found.reason);
  };

  return (
    <Card aria-labelledby="get-a-link">
      <h2 id="get-a-link" className="text-lg">
        Get a link
      </h2>
      <p className="mt-2 text-ink-soft">
        In the folder where the server is installed, run this command, then open the link it prints in this browser. A
        link works once, within a day.
      </p>
      <p className="mt-3 mb-6 rounded-lg bg-sunken px-4 py-3">
        <code className="font-mono text-sm select-all">npm run sign-in</code>
      </p>
      <form onSubmit={submit} noValidate>
        <TextField
          label="Or paste the link or its code"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          error={error ?? problem}
          hint="It looks like …/sign-in#code=…"
          onChange={(event) => {
            setText(event.target.value);
            setError(null);
          }}
          action={
            <Button type="submit" variant="primary" busy={busy}>
              Sign in
            </Button>
          }
        />
      </form>
      <p className="mt-2 text-sm text-ink-faint">
        Were you invited to a meeting? Then you need no sign-in: open the invitation link you were sent.
      </p>
    </Card>
  );
}
