import type { ReactNode } from 'react';
import type { SoundSource } from '../../model/live-sound.ts';
import { LiveWaveform } from '../../ui/live-waveform.tsx';
import { VolumeIndicator } from '../../ui/volume-indicator.tsx';

export interface PersonCardProps {
  name: string;
  /** After the name: role, or "you". */
  note: string;
  /** What the picture shows. */
  caption: string;
  source: SoundSource;
  tone: 'own' | 'partner';
  /** Right of the name. */
  state: ReactNode;
  /** Instead of the picture, while there is nothing to see. */
  placeholder?: ReactNode;
}

/** One of the two people: who, how they sound, how they are connected. */
export function PersonCard({ name, note, caption, source, tone, state, placeholder }: PersonCardProps) {
  return (
    <section
      aria-label={`${name}, ${note}`}
      className="flex min-w-0 flex-col rounded-2xl border border-line bg-surface p-4 shadow-card"
    >
      <div className="flex min-h-8 items-center justify-between gap-3">
        <h2 className="min-w-0 truncate text-base">
          {name} <span className="text-sm font-normal text-ink-faint">{note}</span>
        </h2>
        <div className="shrink-0 text-sm text-ink-soft">{state}</div>
      </div>
      <div className="relative my-3 min-h-24 flex-1 rounded-lg bg-sunken">
        <div className="absolute inset-0 px-1">
          {placeholder === undefined ? (
            <LiveWaveform source={source} tone={tone} />
          ) : (
            <div className="grid h-full place-items-center p-4 text-center text-sm text-ink-soft">{placeholder}</div>
          )}
        </div>
      </div>
      <VolumeIndicator source={source} label={`Level of ${name}`} withClipLamp={tone === 'own'} />
      <p className="mt-1 text-xs text-ink-faint">{caption}</p>
    </section>
  );
}
