import { useEffect, useState } from 'react';

type CopyState = 'idle' | 'copied' | 'refused';

const CONFIRMED_MS = 4_000;

/** Copies to the clipboard and says for a moment how that went. */
export function useCopy(): { state: CopyState; copy: (text: string) => Promise<CopyState> } {
  const [last, setLast] = useState<{ state: CopyState }>({ state: 'idle' });
  useEffect(() => {
    if (last.state !== 'copied') return undefined;
    const timer = setTimeout(() => setLast({ state: 'idle' }), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [last]);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setLast({ state: 'copied' });
      return 'copied' as const;
    } catch {
      // No permission, or a page without a secure origin.
      setLast({ state: 'refused' });
      return 'refused' as const;
    }
  };
  return { state: last.state, copy };
}
