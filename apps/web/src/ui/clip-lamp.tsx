import { useEffect, useRef, useState } from 'react';
import type { SoundSource } from '../model/live-sound.ts';

/** Lights up when a sample was clipped and stays lit until it is clicked. */
export function ClipLamp({ source }: { source: SoundSource }) {
  const [lit, setLit] = useState(false);
  const counted = useRef(0);

  useEffect(
    () =>
      source(({ clipCountTotal }) => {
        if (clipCountTotal === null) return;
        // The count starts again with a take or another microphone.
        if (clipCountTotal > counted.current) setLit(true);
        counted.current = clipCountTotal;
      }),
    [source],
  );

  return (
    <button
      type="button"
      disabled={!lit}
      onClick={() => setLit(false)}
      title={lit ? 'Something was too loud and clipped. Click to reset.' : 'Lights up when the sound clips'}
      className={`numeral h-6 rounded px-2 text-[11px] font-semibold tracking-wide ${
        lit ? 'bg-amber text-black' : 'bg-sunken text-ink-faint'
      }`}
    >
      CLIP
      <span className="sr-only">{lit ? ': the sound was too loud. Press to reset.' : ': none'}</span>
    </button>
  );
}
