/** A length of recorded sound as people say it: "42 s", "12 min 40 s", "1 h 05 min". Negative and odd values are 0. */
export function durationWords(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** "1 take", "3 takes". */
export function takeWords(count: number): string {
  return count === 1 ? '1 take' : `${count} takes`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
