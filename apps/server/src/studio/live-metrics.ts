import {
  THRESHOLDS as T,
  type AudioMetrics,
  type Grade,
  type QualityUpdate,
  type RecordingWarning,
  type Role,
  type WarningType,
} from '@audio-studio/contract';
import { REPORT_INTERVALS } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';

/** The same warning about the same person comes again after this long at the earliest. */
const REWARN_MS = 30_000;
/** Two reports this close are of the same moment: half the reporting interval. */
const SAME_WINDOW_MS = REPORT_INTERVALS.audioMetricsMs / 2;
/** Windows of the other person kept to compare with: ten minutes. */
const MAX_WINDOWS = 120;
/** Overlap is not judged before this much speech, in reports. */
const MIN_SPEECH_WINDOWS = 6;

interface Speaker {
  lastTimestamp: number;
  reports: number;
  powerSum: number;
  snrSum: number;
  snrReports: number;
  /** Highest count seen: the client counts over the whole take. */
  clipCount: number;
  quietSinceMs: number | undefined;
  windows: { timestamp: number; isSpeech: boolean }[];
}

interface TakeAggregate {
  sessionId: string;
  speakers: Map<Role, Speaker>;
  speechWindows: number;
  overlapWindows: number;
  warnedAtMs: Map<string, number>;
}

const GRADES = [
  { grade: 'P0', snrMin: T.P0_SNR_MIN, clipsMax: T.P0_CLIPS_MAX },
  { grade: 'P1', snrMin: T.P1_SNR_MIN, clipsMax: T.P1_CLIPS_MAX },
  { grade: 'P2', snrMin: T.P2_SNR_MIN, clipsMax: T.P2_CLIPS_MAX },
  { grade: 'P3', snrMin: T.P3_SNR_MIN, clipsMax: T.P3_CLIPS_MAX },
] as const;

/**
 * Running estimates of the take each meeting is recording, for feedback while it runs. Kept in memory of
 * the process that holds the sockets; the verdict comes from processing.
 */
export class LiveMetrics {
  readonly #clock: Clock;
  readonly #takes = new Map<string, TakeAggregate>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one report in. A report that came before, or older than the last, changes nothing. */
  ingest(meetingId: string, speaker: Role, report: AudioMetrics): RecordingWarning[] {
    const take = this.#take(meetingId, report.sessionId);
    const state = speakerOf(take, speaker);
    if (report.timestamp <= state.lastTimestamp) return [];
    state.lastTimestamp = report.timestamp;
    state.reports += 1;
    state.powerSum += 10 ** (report.rms / 10);
    state.clipCount = Math.max(state.clipCount, report.clipCount);
    if (report.noiseFloor !== undefined && report.speechDetected) {
      state.snrSum += report.rms - report.noiseFloor;
      state.snrReports += 1;
    }
    this.#countOverlap(take, speaker, report);
    return this.#warnings(take, speaker, state, report);
  }

  quality(meetingId: string, sessionId: string): QualityUpdate {
    const take = this.#take(meetingId, sessionId);
    const speakers = [...take.speakers.values()].filter((speaker) => speaker.reports > 0);
    const reports = speakers.reduce((sum, speaker) => sum + speaker.reports, 0);
    const power = speakers.reduce((sum, speaker) => sum + speaker.powerSum, 0);
    const clipCount = speakers.reduce((most, speaker) => Math.max(most, speaker.clipCount), 0);
    return {
      estimatedProfile: estimate(speakers, clipCount, overlapPercent(take)),
      metrics: {
        avgRms: reports === 0 ? T.SILENCE_THRESHOLD : 10 * Math.log10(power / reports),
        clipCount,
        overlapPercent: overlapPercent(take),
      },
    };
  }

  /** Nobody is there any more. */
  forget(meetingId: string): void {
    this.#takes.delete(meetingId);
  }

  #take(meetingId: string, sessionId: string): TakeAggregate {
    const known = this.#takes.get(meetingId);
    if (known?.sessionId === sessionId) return known;
    const fresh = { sessionId, speakers: new Map(), speechWindows: 0, overlapWindows: 0, warnedAtMs: new Map() };
    this.#takes.set(meetingId, fresh);
    return fresh;
  }

  /** Each report is matched with the other person's report of the same moment, whichever comes second. */
  #countOverlap(take: TakeAggregate, speaker: Role, report: AudioMetrics): void {
    const mine = speakerOf(take, speaker).windows;
    mine.push({ timestamp: report.timestamp, isSpeech: report.speechDetected });
    if (mine.length > MAX_WINDOWS) mine.shift();
    const other = take.speakers.get(speaker === 'host' ? 'guest' : 'host')?.windows ?? [];
    const match = other.findLast((window) => Math.abs(window.timestamp - report.timestamp) <= SAME_WINDOW_MS);
    if (match === undefined) {
      if (report.speechDetected) take.speechWindows += 1;
    } else if (match.isSpeech && report.speechDetected) {
      take.overlapWindows += 1;
    } else if (report.speechDetected) {
      take.speechWindows += 1;
    }
  }

  #warnings(take: TakeAggregate, speaker: Role, state: Speaker, report: AudioMetrics): RecordingWarning[] {
    const found: [WarningType, RecordingWarning['severity'], string][] = [];
    if (report.clipCount >= T.CLIP_WARNING_COUNT) {
      const severity = report.clipCount > T.P3_CLIPS_MAX ? 'critical' : 'warning';
      found.push(['clipping', severity, 'The sound is clipping: turn the input down or move back a little.']);
    }
    if (report.rms > T.MIC_TOO_LOUD) {
      found.push(['too-loud', 'warning', 'Too loud: move away from the microphone or reduce the input gain.']);
    }
    // Pauses are quiet too: only speech that is too quiet, or a level too low for long, is worth a word.
    if (report.rms >= T.MIC_TOO_QUIET) state.quietSinceMs = undefined;
    else state.quietSinceMs ??= report.timestamp;
    const quietForMs = state.quietSinceMs === undefined ? 0 : report.timestamp - state.quietSinceMs;
    if (report.rms < T.MIC_TOO_QUIET && (report.speechDetected || quietForMs >= T.TOO_QUIET_DURATION_MS)) {
      found.push(['too-quiet', 'warning', 'Too quiet: move closer to the microphone or increase the input gain.']);
    }
    if (report.silenceDuration >= T.SILENCE_WARNING_MS) {
      const severity = report.silenceDuration >= 2 * T.SILENCE_WARNING_MS ? 'critical' : 'warning';
      found.push(['long-silence', severity, 'Nothing has been heard for a while: is the microphone on?']);
    }
    if (take.speechWindows >= MIN_SPEECH_WINDOWS && overlapPercent(take) > T.OVERLAP_WARNING_PCT) {
      found.push(['overlap', 'warning', 'You are talking at the same time a lot.']);
    }
    const nowMs = this.#clock.monotonicMs();
    return found.flatMap(([type, severity, message]) => {
      const key = `${type}:${type === 'overlap' ? '' : speaker}:${severity}`;
      const before = take.warnedAtMs.get(key);
      if (before !== undefined && nowMs - before < REWARN_MS) return [];
      take.warnedAtMs.set(key, nowMs);
      return [{ type, speaker, message, severity }];
    });
  }
}

function speakerOf(take: TakeAggregate, role: Role): Speaker {
  const known = take.speakers.get(role);
  if (known !== undefined) return known;
  const fresh: Speaker = {
    lastTimestamp: -1,
    reports: 0,
    powerSum: 0,
    snrSum: 0,
    snrReports: 0,
    clipCount: 0,
    quietSinceMs: undefined,
    windows: [],
  };
  take.speakers.set(role, fresh);
  return fresh;
}

function overlapPercent(take: TakeAggregate): number {
  return take.speechWindows === 0 ? 0 : (100 * take.overlapWindows) / take.speechWindows;
}

/** The grade of the worse of the two voices. Without a noise floor from the client only clips can tell. */
function estimate(speakers: readonly Speaker[], clipCount: number, overlap: number): Grade {
  const snrs = speakers.filter(({ snrReports }) => snrReports > 0).map(({ snrSum, snrReports }) => snrSum / snrReports);
  const snr = snrs.length === 0 ? Infinity : Math.min(...snrs);
  const fitting = GRADES.find(({ snrMin, clipsMax }) => snr >= snrMin && clipCount <= clipsMax)?.grade ?? 'P4';
  return fitting === 'P0' && overlap > T.OVERLAP_WARNING_PCT ? 'P1' : fitting;
}
