import type { Role } from '@audio-studio/contract';
import { Check, Copy, Share2 } from 'lucide-react';
import { useRef, type ReactNode, type RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { useCopy } from './use-copy.ts';

interface InviteLinkProps {
  seat: Role;
  url: string;
  title: string;
  isPrimary: boolean;
  copyRef?: RefObject<HTMLButtonElement | null>;
  /** More buttons. */
  children?: ReactNode;
}

/** One invitation: the link itself, to copy by button or by hand. */
export function InviteLink({ seat, url, title, isPrimary, copyRef, children }: InviteLinkProps) {
  const { state, copy } = useCopy();
  const input = useRef<HTMLInputElement>(null);
  const canShare = typeof navigator.share === 'function';

  const copyLink = async () => {
    if ((await copy(url)) === 'refused') input.current?.select();
  };
  const share = () => {
    // Closing the share sheet rejects too.
    navigator.share({ title, url }).catch(() => undefined);
  };

  return (
    <div>
      <input
        ref={input}
        readOnly
        dir="ltr"
        value={url}
        aria-label={seat === 'guest' ? 'Guest link' : 'Host link'}
        className="min-h-11 w-full truncate rounded-lg border border-line bg-sunken px-3 text-sm text-ink-soft sm:min-h-10"
        onFocus={(event) => event.target.select()}
      />
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <Button ref={copyRef} variant={isPrimary ? 'primary' : 'secondary'} onClick={() => void copyLink()}>
          {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
          Copy {seat} link
        </Button>
        {canShare && (
          <Button onClick={share}>
            <Share2 aria-hidden />
            Share…
          </Button>
        )}
        {children}
        <output className="text-sm text-ink-soft">
          {state === 'copied' && 'Copied'}
          {state === 'refused' && 'Your browser did not let us copy. The link is marked: copy it by hand.'}
        </output>
      </div>
    </div>
  );
}
