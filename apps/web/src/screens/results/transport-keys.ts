import type { SyncedPlayback } from './synced-playback.ts';

const ARROW_SECONDS = 5;
const PAGE_SECONDS = 30;

/** Controls that have a use of their own for these keys. */
const BUSY = 'input, select, textarea, button, a, summary, [contenteditable], [role="radio"], [role="dialog"]';

/** Space plays and pauses, arrows seek, wherever the focus is not on something that needs the key itself. */
export function handleTransportKey(
  event: KeyboardEvent,
  playback: Pick<SyncedPlayback, 'toggle' | 'seek' | 'positionSeconds' | 'durationSeconds'>,
): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target instanceof Element && event.target.closest(BUSY) !== null) return;
  const { positionSeconds, durationSeconds } = playback;
  const moves: Record<string, () => void> = {
    ' ': () => playback.toggle(),
    ArrowLeft: () => playback.seek(positionSeconds - ARROW_SECONDS),
    ArrowRight: () => playback.seek(positionSeconds + ARROW_SECONDS),
  };
  const onSlider: Record<string, () => void> = {
    ArrowDown: () => playback.seek(positionSeconds - ARROW_SECONDS),
    ArrowUp: () => playback.seek(positionSeconds + ARROW_SECONDS),
    PageDown: () => playback.seek(positionSeconds - PAGE_SECONDS),
    PageUp: () => playback.seek(positionSeconds + PAGE_SECONDS),
    Home: () => playback.seek(0),
    End: () => playback.seek(durationSeconds),
  };
  // Elsewhere these keys scroll the page.
  const isSlider = event.target instanceof Element && event.target.getAttribute('role') === 'slider';
  const move = moves[event.key] ?? (isSlider ? onSlider[event.key] : undefined);
  if (move === undefined) return;
  event.preventDefault();
  move();
}
