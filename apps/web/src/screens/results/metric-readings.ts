import { THRESHOLDS as T, type ProcessingMetrics, type Role, type TrackMetrics } from '@audio-studio/contract';
import type { NamesByRole } from '../../model/take-results.ts';
import type { BandTone, MetricScaleProps, ScaleBand, ScalePoint } from '../../ui/metric-scale.tsx';

const EVEN_BALANCE_MIN = 2 / 3;
const ROLES: readonly Role[] = ['host', 'guest'];

/** One value in words. `value` is null where nothing can honestly be said; `word` then says why. */
export interface Reading {
  value: string | null;
  word: string;
}

export interface MetricReading {
  id: string;
  label: string;
  /** What it means to someone who never heard of it. */
  meaning: string;
  /** Of the take as a whole; null when only each person's value says something. */
  whole: Reading | null;
  people: readonly { role: Role; name: string; reading: Reading }[];
  scale: MetricScaleProps | null;
}

/** Where on a scale a value stands: linear between the stops, held at its ends. */
export function shareOnScale(stops: readonly number[], value: number): number {
  const last = stops.length - 1;
  if (value <= stops[0]!) return 0;
  for (let index = 1; index <= last; index += 1) {
    const low = stops[index - 1]!;
    const high = stops[index]!;
    if (value <= high) return (index - 1 + (value - low) / (high - low)) / last;
  }
  return 1;
}

interface ScaleShape {
  /** Limits of the bands, ascending; bands are drawn equally wide. */
  stops: readonly number[];
  bands: readonly [label: string, tone: BandTone][];
  /** What stands under a limit; the number itself unless said otherwise. */
  tickLabel?: (stop: number) => string;
  /** Whether the first and the last limit are only the ends of the drawing. */
  openEnds?: boolean;
}

const SNR: ScaleShape = {
  stops: [0, T.P3_SNR_MIN, T.P2_SNR_MIN, T.P1_SNR_MIN, T.P0_SNR_MIN, 40],
  bands: [
    ['P4', 'weak'],
    ['P3', 'weak'],
    ['P2', 'fair'],
    ['P1', 'good'],
    ['P0', 'best'],
  ],
  tickLabel: (stop) => `${stop} dB`,
  openEnds: true,
};
const LEVEL: ScaleShape = {
  stops: [-50, T.MIC_TOO_QUIET, T.TARGET_RMS_MIN, T.TARGET_RMS_MAX, T.MIC_TOO_LOUD],
  bands: [
    ['too quiet', 'weak'],
    ['quiet', 'fair'],
    ['target', 'best'],
    ['loud', 'fair'],
  ],
  openEnds: true,
};
const PEAK: ScaleShape = {
  stops: [-30, -12, -1, 0],
  bands: [
    ['much headroom', 'good'],
    ['good', 'best'],
    ['at the limit', 'weak'],
  ],
};
const CLIPS: ScaleShape = {
  // A count has no values between whole numbers: halves keep each limit inside its band.
  stops: [-0.5, T.P0_CLIPS_MAX + 0.5, T.P1_CLIPS_MAX + 0.5, T.P2_CLIPS_MAX + 0.5, T.P3_CLIPS_MAX + 0.5, 100.5],
  bands: [
    ['P0', 'best'],
    ['P1', 'good'],
    ['P2', 'fair'],
    ['P3', 'weak'],
    ['P4', 'weak'],
  ],
  tickLabel: (stop) => String(Math.floor(stop)),
  openEnds: true,
};
const OVERLAP: ScaleShape = {
  stops: [0, T.OVERLAP_WARNING_PCT, 2 * T.OVERLAP_WARNING_PCT],
  bands: [
    ['normal', 'best'],
    ['a lot', 'weak'],
  ],
  tickLabel: (stop) => `${stop} %`,
};
const SRMR: ScaleShape = { stops: [0, 10], bands: [['reverberant → dry', 'fair']] };
const ECHO: ScaleShape = {
  stops: [0, T.ECHO_WARNING, 0.5, 1],
  bands: [
    ['none', 'best'],
    ['some', 'weak'],
    ['strong', 'weak'],
  ],
};

/** Every metric of a graded take, in the order of how much it decides. */
export function metricReadings(metrics: ProcessingMetrics, names: NamesByRole): MetricReading[] {
  const { tracks } = metrics;
  const of = <Value>(pick: (track: TrackMetrics) => Value): Record<Role, Value> | null =>
    tracks === undefined ? null : { host: pick(tracks.host), guest: pick(tracks.guest) };
  const person = perPerson(names);
  return [
    {
      id: 'snr',
      label: 'Voice over noise',
      meaning: 'How far the voice stands out from the background. The take gets the lower of the two.',
      whole: snrReading(metrics.snr),
      ...person(
        SNR,
        of(({ snr }) => snr),
        snrReading,
      ),
    },
    {
      id: 'clipping',
      label: 'Clipping',
      meaning: 'Samples so loud that they were cut off, which crackles. None is pristine.',
      whole: clipReading(metrics.clipCount ?? null),
      ...person(
        CLIPS,
        of(({ clipCount }) => clipCount),
        clipReading,
      ),
    },
    {
      id: 'level',
      label: 'Average level',
      meaning: `Over the whole track, pauses included. A well-set microphone reads ${minus(T.TARGET_RMS_MIN)} to ${minus(T.TARGET_RMS_MAX)} dBFS; it does not change the grade.`,
      whole: levelReading(metrics.rms),
      ...person(
        LEVEL,
        of(({ rms }) => rms),
        levelReading,
      ),
    },
    {
      id: 'peak',
      label: 'Loudest moment',
      meaning: 'The highest single sample. 0 dBFS is the most a recording can hold.',
      whole: peakReading(metrics.peak ?? null),
      ...person(
        PEAK,
        of(({ peak }) => peak),
        peakReading,
      ),
    },
    {
      id: 'overlap',
      label: 'Talking at once',
      meaning: `Share of the speech in which both talk. Above ${T.OVERLAP_WARNING_PCT} % a take is not pristine.`,
      whole: overlapReading(metrics.overlapPercent),
      people: [],
      scale: scaleOf(
        OVERLAP,
        metrics.overlapPercent === null ? [] : [{ of: 'take', letter: '', value: metrics.overlapPercent }],
      ),
    },
    balance(metrics, names),
    {
      id: 'reverberation',
      label: 'Dryness of the room',
      meaning:
        'Higher is drier (SRMR). Voices differ by themselves, so compare takes of one person only; it does not change the grade.',
      whole: srmrReading(metrics.srmr),
      ...person(
        SRMR,
        of(({ srmr }) => srmr),
        srmrReading,
      ),
    },
    {
      id: 'echo',
      label: 'The other voice leaking in',
      meaning: `How much of one track is found in the other, 0 to 1. Up to ${T.ECHO_WARNING} is chance. Headphones prevent it.`,
      whole: echoReading(metrics.echoCorrelation),
      people: [],
      scale: scaleOf(
        ECHO,
        metrics.echoCorrelation === null ? [] : [{ of: 'take', letter: '', value: metrics.echoCorrelation }],
      ),
    },
  ];
}

function perPerson(names: NamesByRole) {
  return <Value extends number | null>(
    shape: ScaleShape,
    values: Record<Role, Value> | null,
    read: (value: Value) => Reading,
  ): Pick<MetricReading, 'people' | 'scale'> => {
    if (values === null) return { people: [], scale: null };
    const points = ROLES.flatMap((role) => {
      const value = values[role];
      return value === null ? [] : [{ of: role, letter: firstLetter(names[role]), value }];
    });
    return {
      people: ROLES.map((role) => ({ role, name: names[role], reading: read(values[role]) })),
      scale: scaleOf(shape, points),
    };
  };
}

function scaleOf(shape: ScaleShape, points: readonly (Omit<ScalePoint, 'at'> & { value: number })[]): MetricScaleProps {
  const { stops, bands, tickLabel = minus, openEnds = false } = shape;
  const width = 1 / bands.length;
  const drawn: ScaleBand[] = bands.map(([label, tone], index) => ({
    from: index * width,
    to: (index + 1) * width,
    label,
    tone,
  }));
  const ticks = stops
    .map((stop, index) => ({ at: index * width, label: tickLabel(stop) }))
    .filter((_, index) => !openEnds || (index > 0 && index < stops.length - 1));
  return {
    bands: drawn,
    ticks,
    points: points.map(({ value, ...point }) => ({ ...point, at: shareOnScale(stops, value) })),
  };
}

function firstLetter(name: string): string {
  return Array.from(name.trim())[0]?.toLocaleUpperCase() ?? '?';
}

const notMeasurable = (why: string): Reading => ({ value: null, word: why });

export function snrReading(snr: number | null): Reading {
  if (snr === null) return notMeasurable('too little speech to compare with the background');
  const word =
    snr >= T.P0_SNR_MIN
      ? 'pristine'
      : snr >= T.P1_SNR_MIN
        ? 'good'
        : snr >= T.P2_SNR_MIN
          ? 'acceptable'
          : snr >= T.P3_SNR_MIN
            ? 'noisy'
            : 'too noisy';
  return { value: `${decimal(snr)} dB`, word };
}

export function clipReading(clipCount: number | null): Reading {
  if (clipCount === null) return notMeasurable('processing did not report it');
  const word =
    clipCount <= T.P0_CLIPS_MAX
      ? 'clean'
      : clipCount <= T.P1_CLIPS_MAX
        ? 'hardly audible'
        : clipCount <= T.P2_CLIPS_MAX
          ? 'acceptable'
          : clipCount <= T.P3_CLIPS_MAX
            ? 'audible'
            : 'distorted';
  return {
    value: clipCount === 0 ? 'none' : `${clipCount.toLocaleString('en')} ${clipCount === 1 ? 'sample' : 'samples'}`,
    word,
  };
}

export function levelReading(rms: number): Reading {
  const word =
    rms < T.MIC_TOO_QUIET
      ? 'too quiet'
      : rms < T.TARGET_RMS_MIN
        ? 'below the target band'
        : rms <= T.TARGET_RMS_MAX
          ? 'in the target band'
          : rms <= T.MIC_TOO_LOUD
            ? 'above the target band'
            : 'too loud';
  return { value: `${decimal(rms)} dBFS`, word };
}

export function peakReading(peak: number | null): Reading {
  if (peak === null) return notMeasurable('processing did not report it');
  const word = peak >= -1 ? 'at the limit' : peak >= -12 ? 'good headroom' : 'much headroom';
  return { value: `${decimal(peak)} dBFS`, word };
}

export function overlapReading(overlapPercent: number | null): Reading {
  if (overlapPercent === null) return notMeasurable('no speech found to compare');
  const word = overlapPercent > T.OVERLAP_WARNING_PCT ? 'a lot' : overlapPercent < 1 ? 'hardly ever' : 'normal';
  return { value: `${decimal(overlapPercent)} %`, word };
}

export function srmrReading(srmr: number | null): Reading {
  return srmr === null ? notMeasurable('too little speech to judge the room') : { value: decimal(srmr), word: '' };
}

export function echoReading(echoCorrelation: number | null): Reading {
  if (echoCorrelation === null) return notMeasurable('needs speech in both tracks');
  const word = echoCorrelation <= T.ECHO_WARNING ? 'none found' : echoCorrelation <= 0.5 ? 'some' : 'strong';
  return { value: echoCorrelation.toFixed(2), word };
}

/** Who talked how much. */
export function balanceReading(
  { speakerBalance, hostShare = null }: Pick<ProcessingMetrics, 'speakerBalance' | 'hostShare'>,
  names: NamesByRole,
): Reading {
  if (speakerBalance === null) return notMeasurable('no speech found to compare');
  if (hostShare === null)
    return { value: speakerBalance.toFixed(2), word: speakerBalance >= EVEN_BALANCE_MIN ? 'evenly shared' : 'uneven' };
  const hostPercent = Math.round(hostShare * 100);
  const value = `${hostPercent} % / ${100 - hostPercent} %`;
  if (speakerBalance >= EVEN_BALANCE_MIN) return { value, word: 'evenly shared' };
  const [more, less] = hostShare > 0.5 ? [names.host, names.guest] : [names.guest, names.host];
  if (speakerBalance === 0) return { value, word: `only ${more} spoke` };
  return { value, word: `${more} spoke ${decimal(1 / speakerBalance)} times as long as ${less}` };
}

function balance(metrics: ProcessingMetrics, names: NamesByRole): MetricReading {
  const { hostShare = null } = metrics;
  return {
    id: 'balance',
    label: 'Who spoke how much',
    meaning: `${names.host} on the left, ${names.guest} on the right. It does not change the grade.`,
    whole: balanceReading(metrics, names),
    people: [],
    scale:
      hostShare === null
        ? null
        : {
            bands: [
              { from: 0, to: 0.4, label: `more ${names.host}`, tone: 'fair' },
              { from: 0.4, to: 0.6, label: 'even', tone: 'best' },
              { from: 0.6, to: 1, label: `more ${names.guest}`, tone: 'fair' },
            ],
            ticks: [
              { at: 0, label: `only ${names.host}` },
              { at: 1, label: `only ${names.guest}` },
            ],
            points: [{ of: 'take', letter: '', at: 1 - hostShare }],
          },
  };
}

function decimal(value: number): string {
  return minus(Number(value.toFixed(1)), 1);
}

/** With a true minus sign. */
function minus(value: number, digits?: number): string {
  const text = digits === undefined ? String(Math.abs(value)) : Math.abs(value).toFixed(digits);
  return value < 0 ? `−${text}` : text;
}
