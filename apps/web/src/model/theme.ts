import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

export const themeChoiceSchema = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof themeChoiceSchema>;

export const themeChoice = new StoredValue('theme', themeChoiceSchema);

/** Keeps the page's colours at the person's choice, or at the system's while there is none. */
export function keepTheme(): void {
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const choice = themeChoice.get() ?? 'system';
    const dark = choice === 'dark' || (choice === 'system' && systemDark.matches);
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
    // Canvases cannot inherit colours: they are told to read them again.
    document.dispatchEvent(new Event(THEME_CHANGED));
  };
  systemDark.addEventListener('change', apply);
  themeChoice.subscribe(apply);
  apply();
}

export const THEME_CHANGED = 'audio-studio:theme-changed';
