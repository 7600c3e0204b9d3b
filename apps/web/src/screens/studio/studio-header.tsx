import { LoaderCircle, Wifi, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { RoomLink } from '../../model/room-client.ts';
import { ThemeToggle } from '../../ui/theme-toggle.tsx';

export interface StudioHeaderProps {
  title: string;
  link: RoomLink;
  meetingId: string;
  isTaking: boolean;
}

/** Which conversation this is, and whether the server is in reach. */
export function StudioHeader({ title, link, meetingId, isTaking }: StudioHeaderProps) {
  return (
    <header className="flex min-h-14 items-center gap-3 border-b border-line bg-surface px-4 sm:px-6">
      <img src="/icon.svg" alt="" className="size-7" />
      <h1 className="min-w-0 flex-1 truncate text-base">{title}</h1>
      <ServerState link={link} />
      {!isTaking && (
        <nav aria-label="Meeting" className="flex max-sm:hidden">
          <HeaderLink to={`/room/${meetingId}/green-room`}>Green room</HeaderLink>
          <HeaderLink to={`/room/${meetingId}/results`}>Results</HeaderLink>
        </nav>
      )}
      <ThemeToggle />
    </header>
  );
}

function HeaderLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="inline-flex min-h-9 items-center rounded-lg px-2 text-sm text-ink-soft hover:bg-sunken hover:text-ink"
    >
      {children}
    </Link>
  );
}

function ServerState({ link }: { link: RoomLink }) {
  const state = {
    online: { sign: Wifi, words: 'Connected' },
    offline: { sign: WifiOff, words: 'Reconnecting' },
    connecting: { sign: LoaderCircle, words: 'Connecting' },
  }[link as 'online' | 'offline' | 'connecting'] ?? { sign: WifiOff, words: 'Not connected' };
  const Sign = state.sign;
  return (
    <output
      className={`flex items-center gap-1.5 text-sm ${link === 'online' ? 'text-ink-soft' : 'font-medium text-amber-ink'}`}
    >
      <Sign aria-hidden className="size-4" />
      <span className="max-sm:sr-only">{state.words}</span>
    </output>
  );
}
