import { OctagonAlert, TriangleAlert, X } from 'lucide-react';
import type { StudioWarning } from '../model/studio-snapshot.ts';

export interface WarningBannerProps {
  warnings: readonly StudioWarning[];
  /** Who a warning is about, as the reader would say it. */
  nameOf: (speaker: string) => string;
  onDismiss: (id: number) => void;
}

const SHOWN = 3;

/** What is wrong with whose sound, and what helps. The newest few; the room for one is always kept free. */
export function WarningBanner({ warnings, nameOf, onDismiss }: WarningBannerProps) {
  return (
    <ul aria-live="polite" aria-label="Warnings" className="grid min-h-12 content-start gap-2">
      {warnings.slice(-SHOWN).map(({ id, speaker, message, severity }) => {
        const isCritical = severity === 'critical';
        const Sign = isCritical ? OctagonAlert : TriangleAlert;
        return (
          <li
            key={id}
            className={`flex items-center gap-3 rounded-xl border py-1.5 pr-1.5 pl-4 text-sm ${
              isCritical
                ? 'border-problem bg-problem text-problem-ink'
                : 'border-amber-line bg-amber-soft text-amber-ink'
            }`}
          >
            <Sign aria-hidden className="size-4 shrink-0" />
            <p className="min-w-0 flex-1">
              <strong className="font-semibold">{nameOf(speaker)}:</strong> {message}
            </p>
            <button
              type="button"
              onClick={() => onDismiss(id)}
              aria-label="Dismiss this warning"
              className="grid size-9 shrink-0 place-items-center rounded-lg hover:bg-black/10"
            >
              <X aria-hidden className="size-4" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
