import { describe, expect, it } from 'vitest';
import { conversationActivity, speechActivity } from './activity.ts';
import { hostShare, overlapPercent, speakerBalance } from './conversation.ts';
import { echoCorrelation } from './echo.ts';
import { band16, countFrames, to16 } from './front-end.ts';
import { peakDbfs, rmsDbfs } from './level.ts';
import { integratedLufs } from './loudness.ts';
import { estimateSnrDb } from './snr.ts';
import { srmr } from './srmr.ts';
import { estimateSync } from './sync.ts';
import {
  casesOf,
  caseTrack,
  clips,
  clipTrack,
  type ConversationCase,
  type ReverbCase,
  sample,
  type SnrCase,
  type SyncCase,
  type ToneCase,
  unavailable,
} from './testing/reference.ts';
import { truePeakDbtp } from './true-peak.ts';

const isImpulsive = (id: string) => /_dfn_noise_\d\d$/.test(id);
const distance = (a: number | null | undefined, b: number) => Math.abs((a ?? Number.NaN) - b);

describe.runIf(unavailable === null)(
  `measures against the reference${unavailable ? ` (${unavailable})` : ''}`,
  { timeout: 60_000 },
  () => {
    describe('signal-to-noise ratio', () => {
      const estimates = new Map<string, number | null>();
      const estimateOf = (id: string) => {
        if (!estimates.has(id)) estimates.set(id, estimateSnrDb(band16(caseTrack(id))));
        return estimates.get(id) ?? Number.NaN;
      };
      const cases = sample(casesOf<SnrCase>('snr_'), 8);
      const steady = cases.filter(([id]) => !isImpulsive(id));

      it.each(cases)('%s is within 0.1 dB of the reference estimate', (id, { reference_estimates: reference }) => {
        expect(distance(estimateOf(id), reference.recommended)).toBeLessThan(0.1);
      });

      it('is within 1 dB of the truth on average and 3.5 dB at worst, from 5 dB up', () => {
        const errors = steady
          .filter(([, { truth }]) => truth.snr_db >= 4.5)
          .map(([id, { truth }]) => distance(estimateOf(id), truth.snr_db));
        expect(errors.length).toBeGreaterThan(7);
        expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThanOrEqual(1);
        expect(Math.max(...errors)).toBeLessThanOrEqual(3.5);
      });

      it('is at most 6 dB at a true 0 dB', () => {
        const drowned = steady.filter(([, { truth }]) => truth.snr_db < 1);
        expect(drowned.length).toBeGreaterThan(0);
        expect(Math.max(...drowned.map(([id]) => estimateOf(id)))).toBeLessThanOrEqual(6);
      });
    });

    describe('real clips', () => {
      it.each(sample(clips(), 4))('%s', (file, clip) => {
        const track = clipTrack(file, '48k');
        const band = band16(track);
        const mask = speechActivity(band);
        expect(distance((100 * countFrames(mask)) / mask.length, clip.activity_pct)).toBeLessThan(0.5);
        expect(distance(truePeakDbtp(track), clip.ebur128_TP_48k_mono)).toBeLessThan(0.3);
        const loudness = integratedLufs(track);
        expect(loudness === null).toBe(clip.ebur128_I_48k_mono === null);
        expect(distance(loudness ?? 0, clip.ebur128_I_48k_mono ?? 0)).toBeLessThan(0.05);
      });

      const speech = clips().filter(([, clip]) => clip.srmr_slow_48k !== undefined);
      it.each(sample(speech, 4))('modulation ratio of %s', (file, clip) => {
        const direct = clip.srmr_slow_16k === undefined ? 1 : (srmr(clipTrack(file, '16k')) ?? 0) / clip.srmr_slow_16k;
        expect(distance(direct, 1)).toBeLessThan(1e-3);
        const converted = (srmr(to16(clipTrack(file, '48k'))) ?? 0) / (clip.srmr_slow_48k ?? 0);
        expect(distance(converted, 1)).toBeLessThan(0.02);
      });

      const native = clips().filter(([, clip]) => clip.srmr_slow_16k !== undefined);
      it.each(sample(native, 3))('level of %s', (file, clip) => {
        expect(distance(rmsDbfs(clipTrack(file, '16k')), clip.rms_dbfs)).toBeLessThan(0.01);
        expect(distance(peakDbfs(clipTrack(file, '16k')), clip.peak_dbfs)).toBeLessThan(0.01);
      });

      // Real loudspeaker echo; with no talker in the destination every active window counts.
      it.each([
        ['aec_farend_singletalk', 0.355, 31.0625, 1],
        ['aec_doubletalk', 0.207, 116.0625, -1],
      ])('echo of %s', (name, correlation, lagMs, polarity) => {
        const source = band16(clipTrack(`${name}_lpb.flac`, '48k'));
        const destination = band16(clipTrack(`${name}_mic.flac`, '48k'));
        const echo = echoCorrelation(
          { band: source, activity: speechActivity(source) },
          { band: destination, activity: new Uint8Array(destination.length) },
        );
        expect(echo).toMatchObject({ lagMs, polarity, direction: 'host-to-guest' });
        expect(distance(echo?.correlation, correlation)).toBeLessThan(0.02);
      });
    });

    it.each(sample(casesOf<ReverbCase>('rev_'), 4))('modulation ratio of %s', (id, reverb) => {
      expect(distance((srmr(to16(caseTrack(id))) ?? 0) / reverb.srmr_slow, 1)).toBeLessThan(0.02);
    });

    describe('conversations', () => {
      it.each(sample(casesOf<ConversationCase>('conv_'), 3))('%s', (id, { truth, reference_estimate: reference }) => {
        const host = band16(caseTrack(`${id}.host`));
        const guest = band16(caseTrack(`${id}.guest`));
        const masks = conversationActivity(host, guest);
        const overlap = overlapPercent(masks.host, masks.guest);
        const balance = speakerBalance(masks.host, masks.guest);
        expect(distance(overlap, truth.overlap_speech_of_union)).toBeLessThan(1.5);
        expect(distance(overlap, reference.overlap_of_union)).toBeLessThan(0.1);
        expect(distance(hostShare(masks.host, masks.guest), truth.host_share)).toBeLessThan(0.05);
        expect(distance(balance, truth.balance_min_over_max)).toBeLessThan(truth.bleed_db === null ? 0.03 : 0.12);
        const echo = echoCorrelation({ band: host, activity: masks.host }, { band: guest, activity: masks.guest });
        const expected = reference.echo_host_to_guest;
        // Without bleed only the size says something: the rest belongs to a chance peak.
        const bleeds = truth.bleed_db !== null;
        expect(echo?.correlation).toBeLessThan(bleeds ? 1 : 0.05);
        expect(distance(echo?.correlation, expected.ncc)).toBeLessThan(0.02);
        expect(bleeds ? distance(echo?.lagMs, truth.bleed_delay_ms ?? 0) : 0).toBeLessThan(0.1);
        const levelTolerance = id.endsWith('room') ? 2 : 0.3;
        expect(bleeds ? distance(echo?.bleedDb, truth.bleed_db ?? 0) : 0).toBeLessThan(levelTolerance);
        expect(bleeds ? null : estimateSync(host, guest)).toBeNull();
      });
    });

    it.each(sample(casesOf<SyncCase>('sync_'), 4))('alignment of %s', (id, { truth }) => {
      const sync = estimateSync(band16(caseTrack(`${id}.ref`)), band16(caseTrack(`${id}.local`)));
      expect(distance(sync?.lagMs, truth.lag_at_0_ms)).toBeLessThan(0.2);
      expect(distance(sync?.driftPpm, truth.ppm)).toBeLessThan(3);
    });

    it.each(casesOf<ToneCase>('ebu3341_'))('loudness of %s', (id, { truth, libebur128 }) => {
      const track = caseTrack(id);
      expect(distance(integratedLufs(track), libebur128.mono[0])).toBeLessThan(0.05);
      expect(truth.lufs_mono === null ? 0 : distance(integratedLufs(track), truth.lufs_mono)).toBeLessThan(0.1);
      const peakError = truth.true_peak_db === null ? 0 : truePeakDbtp(track) - truth.true_peak_db;
      expect(peakError).toBeLessThan(0.2);
      expect(peakError).toBeGreaterThan(-0.4);
    });
  },
);
