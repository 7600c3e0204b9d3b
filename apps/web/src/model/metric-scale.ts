import { THRESHOLDS as T, type ProcessingMetrics } from '@audio-studio/contract';
import { formatSigned } from './format.ts';

/** One number of a take with what it means. */
export interface MetricReading {
  key: string;
  name: string;
  meaning: string;
  /** As shown; a dash where the take gives no honest answer. */
  shown: string;
  /** Where it lies on its scale, 0…1; null when unknown. */
  position: number | null;
  /** The good stretch of the scale, 0…1. */
  good: readonly [number, number];
  ends: readonly [string, string];
  judgement: 'good' | 'fair' | 'poor' | 'unknown';
}

interface Scale {
  key: string;
  name: string;
  meaning: string;
  unit: string;
  digits: number;
  from: number;
  to: number;
  good: readonly [number, number];
  fair: readonly [number, number];
  value: (metrics: ProcessingMetrics) => number | null | undefined;
}

const SCALES: readonly Scale[] = [
  {
    key: 'snr',
    name: 'Voice over noise',
    meaning: 'How far the voice stands above the room. The weaker of the two tracks.',
    unit: 'dB',
    digits: 1,
    from: 0,
    to: 50,
    good: [T.P1_SNR_MIN, 50],
    fair: [T.P2_SNR_MIN, 50],
    value: ({ snr }) => snr,
  },
  {
    key: 'rms',
    name: 'Loudness',
    meaning: 'The average level. Well-set microphones read −26 to −20.',
    unit: 'dBFS',
    digits: 1,
    from: -60,
    to: 0,
    good: [T.TARGET_RMS_MIN, T.TARGET_RMS_MAX],
    fair: [-34, -14],
    value: ({ rms }) => rms,
  },
  {
    key: 'clips',
    name: 'Clipped samples',
    meaning: 'Moments that were too loud for the microphone and are distorted.',
    unit: '',
    digits: 0,
    from: 0,
    to: 60,
    good: [0, T.P1_CLIPS_MAX],
    fair: [0, T.P2_CLIPS_MAX],
    value: ({ clipCount }) => clipCount,
  },
  {
    key: 'srmr',
    name: 'Room echo (SRMR)',
    meaning: 'Higher is drier. Low values sound like a bathroom.',
    unit: '',
    digits: 1,
    from: 0,
    to: 15,
    good: [6, 15],
    fair: [3, 15],
    value: ({ srmr }) => srmr,
  },
  {
    key: 'overlap',
    name: 'Talking at once',
    meaning: 'Share of the speech in which both spoke.',
    unit: '%',
    digits: 1,
    from: 0,
    to: 40,
    good: [0, 10],
    fair: [0, T.OVERLAP_WARNING_PCT],
    value: ({ overlapPercent }) => overlapPercent,
  },
  {
    key: 'balance',
    name: 'Balance',
    meaning: 'Speaking time of the quieter person against the other: 1 is even.',
    unit: '',
    digits: 2,
    from: 0,
    to: 1,
    good: [0.5, 1],
    fair: [0.25, 1],
    value: ({ speakerBalance }) => speakerBalance,
  },
  {
    key: 'echo',
    name: 'Hearing each other',
    meaning: 'How much of one voice is in the other track. 0 is none; speakers instead of headphones raise it.',
    unit: '',
    digits: 2,
    from: 0,
    to: 1,
    good: [0, 0.15],
    fair: [0, 0.35],
    value: ({ echoCorrelation }) => echoCorrelation,
  },
];

/** The take's numbers in the order of importance. */
export function readMetrics(metrics: ProcessingMetrics): MetricReading[] {
  return SCALES.flatMap((scale) => {
    const value = scale.value(metrics);
    return value === undefined ? [] : [readingOf(scale, value)];
  });
}

function readingOf(scale: Scale, value: number | null): MetricReading {
  const at = (point: number) => Math.min(1, Math.max(0, (point - scale.from) / (scale.to - scale.from)));
  return {
    key: scale.key,
    name: scale.name,
    meaning: scale.meaning,
    shown: value === null ? '—' : [formatSigned(value, scale.digits), scale.unit].join(' ').trim(),
    position: value === null ? null : at(value),
    good: [at(scale.good[0]), at(scale.good[1])],
    ends: [formatSigned(scale.from, 0), formatSigned(scale.to, 0)],
    judgement: judge(scale, value),
  };
}

function judge({ good, fair, from, to }: Scale, value: number | null): MetricReading['judgement'] {
  if (value === null) return 'unknown';
  const within = ([low, high]: readonly [number, number]) =>
    (value >= low || low === from) && (value <= high || high === to);
  if (within(good)) return 'good';
  return within(fair) ? 'fair' : 'poor';
}
