import { THRESHOLDS, type Grade, type ProcessingMetrics, type Role } from '@audio-studio/contract';
import type { NamesByRole, Verdict } from '../../model/take-results.ts';

const ROLES: readonly Role[] = ['host', 'guest'];

/** Puts people's names where processing speaks of the host and the guest. */
export function withNames(text: string, names: NamesByRole): string {
  return text
    .replaceAll(
      /(^|[.!?] )(Host|Guest): /g,
      (_, before: string, role: string) => `${before}${names[role.toLowerCase() as Role]}: `,
    )
    .replaceAll(/\b[Tt]he (host|guest)\b/g, (_, role: Role) => names[role]);
}

/** "Guest: clipping: 3 samples were too loud" says whose track it is about, what, and how much. */
const FINDING = /^(Host|Guest): ([^:.]+): (.+)$/;

/** A reason as a sentence: named, begun with a capital, ended with a stop. */
export function asSentence(text: string, names: NamesByRole): string {
  const finding = FINDING.exec(text.trim());
  const named =
    finding === null
      ? withNames(text.trim(), names)
      : `${finding[2]} on the track of ${names[finding[1]!.toLowerCase() as Role]}: ${finding[3]}`;
  const begun = named.slice(0, 1).toLocaleUpperCase() + named.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}

const PLAIN_VERDICT: Record<Grade, string> = {
  P0: 'Both voices stand clear of the background, and nothing was distorted.',
  P1: 'A good recording with little to improve.',
  P2: 'Usable, with audible flaws.',
  P3: 'Barely usable: check by ear whether it serves your purpose.',
  P4: 'Not usable as it is.',
};

/** The one sentence beside the grade. */
export function verdictSentence({ grade, reasons }: Verdict, names: NamesByRole): string {
  const first = reasons[0];
  return first === undefined ? PLAIN_VERDICT[grade] : asSentence(first, names);
}

/** What to do better next time: what processing suggests, and what follows from the measured values. */
export function adviceFor(
  { suggestions, metrics }: Pick<Verdict, 'suggestions' | 'metrics'>,
  names: NamesByRole,
): string[] {
  if (suggestions.length > 0) return suggestions.map((text) => asSentence(text, names));
  return metrics === null ? [] : adviceFromMetrics(metrics, names);
}

function adviceFromMetrics({ tracks, overlapPercent }: ProcessingMetrics, names: NamesByRole): string[] {
  const advice: string[] = [];
  for (const role of ROLES) {
    const track = tracks?.[role];
    if (track === undefined) continue;
    if (track.snr === null)
      advice.push(`${names[role]}: check that the right microphone is chosen; we heard hardly any speech.`);
    else if (track.snr < THRESHOLDS.P0_SNR_MIN)
      advice.push(`${names[role]}: find a quieter room, or switch off what hums or blows nearby.`);
    if (track.clipCount > THRESHOLDS.P0_CLIPS_MAX)
      advice.push(`${names[role]}: turn the microphone down a little so that loud words keep their shape.`);
  }
  if (overlapPercent !== null && overlapPercent > THRESHOLDS.OVERLAP_WARNING_PCT)
    advice.push('Leave each other a short pause before answering.');
  return advice;
}
