import { Monitor, Moon, Sun } from 'lucide-react';
import { themeChoice, type ThemeChoice } from '../model/theme.ts';
import { useSnapshot } from './use-snapshot.ts';

const NEXT: Record<ThemeChoice, { next: ThemeChoice; icon: typeof Sun; name: string }> = {
  system: { next: 'light', icon: Monitor, name: 'like the system' },
  light: { next: 'dark', icon: Sun, name: 'light' },
  dark: { next: 'system', icon: Moon, name: 'dark' },
};

/** Goes round: like the system, light, dark. */
export function ThemeToggle() {
  const choice = useSnapshot(themeChoice) ?? 'system';
  const { next, icon: Icon, name } = NEXT[choice];
  return (
    <button
      type="button"
      onClick={() => themeChoice.set(next)}
      aria-label={`Colours: ${name}. Change to ${NEXT[next].name}.`}
      title={`Colours: ${name}`}
      className="grid size-11 place-items-center rounded-lg text-ink-soft hover:bg-sunken hover:text-ink sm:size-9"
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
}
