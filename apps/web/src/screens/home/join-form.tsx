import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { joinTargetOf } from './join-target.ts';

/** Takes whatever somebody was sent and leads to it. */
export function JoinForm({ className = '' }: { className?: string }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const navigate = useNavigate();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = joinTargetOf(text);
    if (target.kind === 'unreadable') setError(target.reason);
    else void navigate(target.path);
  };

  return (
    <form onSubmit={submit} noValidate className={className}>
      <TextField
        label="Join with a link or meeting id"
        name="join"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={text}
        error={error}
        hint="Paste the link from your message."
        onChange={(event) => {
          setText(event.target.value);
          setError(null);
        }}
        action={<Button type="submit">Join</Button>}
      />
    </form>
  );
}
