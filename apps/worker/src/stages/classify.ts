import { THRESHOLDS, type ProcessingMetrics, type Role, type TrackMetrics } from '@audio-studio/contract';
import { dbToAmplitude, gradeTake, powerToDb, type Grade, type GradeThresholds } from '@audio-studio/dsp';
import type { Analysis, Conversation, TrackLevels } from '../analysis/analysis.ts';
import { durationSeconds, ROLES, type ByRole } from '../track.ts';

const GRADE_THRESHOLDS: GradeThresholds = {
  snrMinDb: {
    P0: THRESHOLDS.P0_SNR_MIN,
    P1: THRESHOLDS.P1_SNR_MIN,
    P2: THRESHOLDS.P2_SNR_MIN,
    P3: THRESHOLDS.P3_SNR_MIN,
  },
  clipMax: {
    P0: THRESHOLDS.P0_CLIPS_MAX,
    P1: THRESHOLDS.P1_CLIPS_MAX,
    P2: THRESHOLDS.P2_CLIPS_MAX,
    P3: THRESHOLDS.P3_CLIPS_MAX,
  },
  overlapWarningPercent: THRESHOLDS.OVERLAP_WARNING_PCT,
};

const NAMES: ByRole<string> = { host: 'Host', guest: 'Guest' };

export interface Classification extends Grade {
  metrics: ProcessingMetrics;
  warnings: string[];
  /** What to do differently; for a take that is not usable. */
  suggestions: string[];
  conversation: Conversation;
}

/** Measures what people said and how it sounds, and grades the take by it. */
export async function classify(
  levels: ByRole<TrackLevels>,
  analysis: Analysis,
  onProgress: (share: number) => void,
): Promise<Classification> {
  const conversation = await analysis.conversation(onProgress);
  return { ...judge(levels, conversation), conversation };
}

/** The grade of what was measured, with its reasons in words. Pure. */
export function judge(levels: ByRole<TrackLevels>, conversation: Conversation): Omit<Classification, 'conversation'> {
  const tracks = {
    host: trackMetrics(levels.host, conversation, 'host'),
    guest: trackMetrics(levels.guest, conversation, 'guest'),
  };
  const { overlapPercent } = conversation;
  const grade = gradeTake(
    {
      tracks: ROLES.map((role) => ({
        name: NAMES[role],
        snrDb: tracks[role].snr,
        clipCount: tracks[role].clipCount,
      })),
      overlapPercent,
    },
    GRADE_THRESHOLDS,
  );
  return {
    ...grade,
    metrics: {
      snr: lower(tracks.host.snr, tracks.guest.snr),
      rms: meanLevelDbfs(levels),
      srmr: lower(tracks.host.srmr, tracks.guest.srmr),
      overlapPercent: finite(overlapPercent),
      speakerBalance: finite(conversation.speakerBalance),
      echoCorrelation: finite(conversation.echoCorrelation),
      peak: Math.max(tracks.host.peak, tracks.guest.peak),
      clipCount: tracks.host.clipCount + tracks.guest.clipCount,
      hostShare: finite(conversation.hostShare),
      tracks,
    },
    warnings: warningsOf(conversation),
    suggestions: grade.profile === 'P4' ? suggestionsFor(tracks) : [],
  };
}

function trackMetrics(levels: TrackLevels, conversation: Conversation, role: Role): TrackMetrics {
  const { snr, srmr, speechSeconds } = conversation.tracks[role];
  return {
    snr: finite(snr),
    rms: levels.rms,
    peak: levels.peak,
    clipCount: levels.clipCount,
    srmr: finite(srmr),
    lufs: finite(levels.lufs),
    speechSeconds,
    durationSeconds: durationSeconds(levels.sampleCount),
  };
}

/** What to know beside the grade. What lowers the grade, talking over each other say, is among its reasons. */
function warningsOf(conversation: Conversation): string[] {
  const warnings: string[] = [];
  const { echoCorrelation, bleedDb } = conversation;
  // A leak counts when it stands out of chance and is loud enough to matter.
  const isEcho = echoCorrelation !== null && echoCorrelation > THRESHOLDS.ECHO_WARNING;
  if (isEcho && bleedDb !== null && bleedDb > THRESHOLDS.BLEED_WARNING_DB) {
    warnings.push('One voice can be heard in the other’s recording. Headphones prevent that.');
  }
  for (const role of ROLES) {
    const { speechRms } = conversation.tracks[role];
    if (speechRms !== null && speechRms < THRESHOLDS.TARGET_RMS_MIN) {
      warnings.push(
        `The ${role} is quiet (${speechRms.toFixed(0)} dBFS while speaking): move closer to the microphone or turn it up.`,
      );
    } else if (speechRms !== null && speechRms > THRESHOLDS.TARGET_RMS_MAX) {
      warnings.push(
        `The ${role} is loud (${speechRms.toFixed(0)} dBFS while speaking): turn the microphone down a little.`,
      );
    }
  }
  if (conversation.isPartial) {
    warnings.push('This take is very long: noise, echo and overlap were judged by its first hour.');
  }
  return warnings;
}

function suggestionsFor(tracks: ByRole<TrackMetrics>): string[] {
  const suggestions = ROLES.flatMap((role) => {
    const { snr, clipCount } = tracks[role];
    const found: string[] = [];
    if (snr === null) {
      found.push(
        `We heard hardly any speech from the ${role}. Check that the right microphone is chosen and speak while recording.`,
      );
    } else if (snr < THRESHOLDS.P3_SNR_MIN) {
      found.push(
        `The ${role} is hard to tell from the background noise. A quieter room, or a microphone closer to the mouth, helps most.`,
      );
    }
    if (clipCount > THRESHOLDS.P3_CLIPS_MAX) {
      found.push(`The ${role}’s microphone was far too loud. Turn its level down until the meter stays below the red.`);
    }
    return found;
  });
  return [...suggestions, 'Both recordings are kept and can be downloaded.'];
}

/** Mean power of all samples of both tracks. */
function meanLevelDbfs(levels: ByRole<TrackLevels>): number {
  const samples = levels.host.sampleCount + levels.guest.sampleCount;
  const energy = ROLES.reduce((sum, role) => sum + dbToAmplitude(levels[role].rms) ** 2 * levels[role].sampleCount, 0);
  return powerToDb(energy / samples);
}

function lower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : finite(Math.min(a, b));
}

/** JSON has no NaN and no Infinity: such a number is no answer. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
