import { formatTimer } from '../../model/format.ts';

/** `12:40.2`: where a tenth matters. Rounded down, like the timer. */
export function formatTenths(seconds: number): string {
  // A tenth computed from samples may fall short of itself by a rounding error.
  const tenths = Math.floor(Math.max(0, seconds) * 10 + 1e-6);
  return `${formatTimer(Math.floor(tenths / 10))}.${tenths % 10}`;
}

/** `1 minute 5 seconds`: what a screen reader says for a time. */
export function spokenDuration(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const parts = [
    counted(Math.floor(whole / 3600), 'hour'),
    counted(Math.floor((whole % 3600) / 60), 'minute'),
    counted(whole % 60, 'second'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

function counted(count: number, unit: string): string | null {
  return count === 0 ? null : `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Time left, rounded so that it does not pretend to be exact. Null: nobody knows yet. */
export function timeLeftText(seconds: number | null): string {
  if (seconds === null) return 'working out how long it takes';
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} seconds left`;
  if (seconds < 90) return 'about a minute left';
  if (seconds < 3300) return `about ${Math.round(seconds / 60)} minutes left`;
  const hours = Math.round(seconds / 3600);
  return hours === 1 ? 'about an hour left' : `about ${hours} hours left`;
}
