import type { Role } from '@audio-studio/contract';
import {
  activeSeconds,
  BAND_RATE_HZ,
  conversationActivity,
  echoCorrelation,
  estimateSnrDb,
  HOP_SECONDS,
  hostShare,
  overlapPercent,
  speakerBalance,
  speechActivity,
  speechBand,
  speechSegments,
  trackSrmr,
  type FrameMask,
} from '@audio-studio/dsp';
import { ROLES, type ByRole } from '../track.ts';
import type { AnalysisPlan, Conversation, TrackLevels, TrackSpeech } from './analysis.ts';
import { speechLevelDbfs } from './speech-level.ts';
import { TrackAnalysis } from './track-analysis.ts';

/** Share of the time that the reverberation measure of one track takes; the rest takes what is left. */
const SRMR_SHARE = 0.48;

/**
 * Measures one take. What concerns single samples (level, clips, loudness, drawing) is summed up while they
 * pass; what concerns speech is measured at the end on copies at 16 kHz that stay in memory, with and
 * without what lies below speech: 128 kB per second and track. `SPEECH_SECONDS_MAX` bounds them; two tracks
 * of an hour make a process of 1.3 GB.
 */
export class TakeAnalysis {
  readonly #tracks: ByRole<TrackAnalysis>;
  /** Both tracks lie on one time line within what is looked at. */
  readonly #areAligned: boolean;
  readonly #plan: AnalysisPlan;

  constructor(plan: AnalysisPlan) {
    this.#plan = plan;
    const tracks = {
      host: new TrackAnalysis(plan.sampleCount.host, plan.offsetSeconds.host),
      guest: new TrackAnalysis(plan.sampleCount.guest, plan.offsetSeconds.guest),
    };
    this.#tracks = tracks;
    this.#areAligned = tracks.host.isOnTimeLine && tracks.guest.isOnTimeLine;
  }

  push(role: Role, samples: Int16Array): void {
    this.#tracks[role].push(samples);
  }

  levels(): ByRole<TrackLevels> {
    return { host: this.#tracks.host.levels(), guest: this.#tracks.guest.levels() };
  }

  /** @param onProgress share done, 0…1 */
  conversation(onProgress: (share: number) => void): Conversation {
    const samples = { host: this.#tracks.host.samples16k(), guest: this.#tracks.guest.samples16k() };
    const band = { host: speechBand(samples.host), guest: speechBand(samples.guest) };
    const activity = this.#areAligned
      ? conversationActivity(band.host, band.guest)
      : { host: speechActivity(band.host), guest: speechActivity(band.guest) };
    const together = this.#areAligned ? measureTogether(band, activity) : NOT_TOGETHER;
    onProgress(1 - ROLES.length * SRMR_SHARE);

    const speechOf = (role: Role): TrackSpeech => {
      const { leadSamples, isOnTimeLine } = this.#tracks[role];
      const speechSeconds = activeSeconds(activity[role]);
      const shiftSeconds = isOnTimeLine ? 0 : this.#plan.offsetSeconds[role];
      const ownActivity = activity[role].subarray(Math.round(leadSamples / BAND_RATE_HZ / HOP_SECONDS));
      return {
        snr: estimateSnrDb(band[role], { speechSeconds }),
        srmr: trackSrmr(samples[role].subarray(leadSamples), ownActivity),
        speechRms: speechLevelDbfs(band[role], activity[role]),
        speechSeconds,
        speech: speechSegments(activity[role]).map(({ startSeconds, endSeconds }) => ({
          startSeconds: startSeconds + shiftSeconds,
          endSeconds: endSeconds + shiftSeconds,
        })),
      };
    };
    const host = speechOf('host');
    onProgress(1 - SRMR_SHARE);
    const guest = speechOf('guest');
    onProgress(1);
    const isPartial = !this.#areAligned || ROLES.some((role) => this.#tracks[role].isPartial);
    return { tracks: { host, guest }, ...together, isPartial };
  }
}

type Together = Omit<Conversation, 'tracks' | 'isPartial'>;

const NOT_TOGETHER: Together = {
  overlapPercent: null,
  speakerBalance: null,
  hostShare: null,
  echoCorrelation: null,
  bleedDb: null,
  overlap: [],
};

function measureTogether(band: ByRole<Float32Array>, activity: ByRole<FrameMask>): Together {
  const { host, guest } = activity;
  const echo = echoCorrelation({ band: band.host, activity: host }, { band: band.guest, activity: guest });
  const both = host.subarray(0, Math.min(host.length, guest.length)).map((active, i) => active & guest[i]!);
  return {
    overlapPercent: overlapPercent(host, guest),
    speakerBalance: speakerBalance(host, guest),
    hostShare: hostShare(host, guest),
    echoCorrelation: echo?.correlation ?? null,
    bleedDb: echo?.bleedDb ?? null,
    overlap: speechSegments(both),
  };
}
