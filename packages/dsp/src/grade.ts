/** Quality of a recording, best first: P0 pristine … P4 reject. */
export const QUALITY_PROFILES = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;
export type QualityProfile = (typeof QUALITY_PROFILES)[number];

/** The limits of the profiles; the caller takes them from the contract. */
export type GradeThresholds = {
  /** Smallest signal-to-noise ratio in dB that still earns the profile. */
  snrMinDb: Record<'P0' | 'P1' | 'P2' | 'P3', number>;
  /** Largest number of clipped samples that still earns the profile. */
  clipMax: Record<'P0' | 'P1' | 'P2' | 'P3', number>;
  /** Share of speech time with both talking, in percent, above which a take is not pristine. */
  overlapWarningPercent: number;
};

/** What is known about one participant's track. */
export type TrackMeasures = {
  /** Null when it could not be measured, e.g. nobody spoke. */
  snrDb: number | null;
  clipCount: number;
};

/** A profile, and for everything that kept it from P0 one sentence for the participants. */
export type Grade = { profile: QualityProfile; reasons: string[] };

/**
 * The best profile whose limits on noise and clipping the track keeps. A track without a
 * measurable signal-to-noise ratio is P4: nothing shows that it can be used.
 */
export function gradeTrack(track: TrackMeasures, thresholds: GradeThresholds): Grade {
  const reasons: string[] = [];
  const { snrMinDb, clipMax } = thresholds;
  const { snrDb, clipCount } = track;

  let bySnr: QualityProfile = 'P4';
  if (snrDb === null) {
    reasons.push('too little speech to compare with the background noise');
  } else {
    bySnr = QUALITY_PROFILES.find((p) => p === 'P4' || snrDb >= snrMinDb[p]) ?? 'P4';
    if (bySnr !== 'P0')
      reasons.push(
        `background noise: the voice is ${snrDb.toFixed(1)} dB above it, ${snrMinDb.P0} dB or more is pristine`,
      );
  }

  const byClips = QUALITY_PROFILES.find((p) => p === 'P4' || clipCount <= clipMax[p]) ?? 'P4';
  if (byClips !== 'P0')
    reasons.push(`clipping: ${clipCount} ${clipCount === 1 ? 'sample was' : 'samples were'} too loud`);

  return { profile: worseOf(bySnr, byClips), reasons };
}

/**
 * The grade of a whole take: the worst of its tracks, and at best P1 when people talked over each
 * other more than the warning share.
 *
 * @param take.tracks at least one; `name` opens the reasons of that track
 * @param take.overlapPercent 0..100, or null when there is only one track
 * @throws RangeError without tracks
 */
export function gradeTake(
  take: { tracks: (TrackMeasures & { name: string })[]; overlapPercent: number | null },
  thresholds: GradeThresholds,
): Grade {
  if (take.tracks.length === 0) throw new RangeError('a take has at least one track');
  let profile: QualityProfile = 'P0';
  const reasons: string[] = [];
  for (const track of take.tracks) {
    const grade = gradeTrack(track, thresholds);
    profile = worseOf(profile, grade.profile);
    reasons.push(...grade.reasons.map((reason) => `${track.name}: ${reason}`));
  }
  const { overlapPercent } = take;
  if (overlapPercent !== null && overlapPercent > thresholds.overlapWarningPercent) {
    profile = worseOf(profile, 'P1');
    reasons.push(
      `talking over each other: ${overlapPercent.toFixed(0)} % of the speech, ` +
        `up to ${thresholds.overlapWarningPercent} % is normal`,
    );
  }
  return { profile, reasons };
}

function worseOf(a: QualityProfile, b: QualityProfile): QualityProfile {
  return QUALITY_PROFILES.indexOf(a) > QUALITY_PROFILES.indexOf(b) ? a : b;
}
