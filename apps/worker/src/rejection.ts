import type { ProcessingMetrics, ProcessingResult, ProcessSessionMessage, Role } from '@audio-studio/contract';
import { SILENCE_DBFS } from '@audio-studio/dsp';

/** Why a track cannot be processed. A finding about the file, never about our storage or network. */
export type TrackProblem =
  | { kind: 'missing' }
  | { kind: 'empty' }
  | { kind: 'not-wav'; reason: string }
  | { kind: 'wrong-format'; found: string }
  | { kind: 'incomplete'; presentSeconds: number; declaredSeconds: number }
  | { kind: 'too-short'; seconds: number }
  | { kind: 'silent' };

export interface TrackRejection {
  role: Role;
  problem: TrackProblem;
}

type Problem<Kind extends TrackProblem['kind']> = Extract<TrackProblem, { kind: Kind }>;

/** What people read: what was found (after “The host’s recording”), and what to do about it. */
const WORDS: {
  [Kind in TrackProblem['kind']]: { finding: (problem: Problem<Kind>) => string; advice: string };
} = {
  missing: {
    finding: () => 'is not in the storage any more',
    advice: 'If the recording was not deleted on purpose, ask whoever runs this server to look for it.',
  },
  empty: {
    finding: () => 'holds no sound at all: the file is empty',
    advice: 'Record again, and let the recording run for at least a few seconds.',
  },
  'not-wav': {
    finding: ({ reason }) => `cannot be read: ${reason}`,
    advice: 'Record again in the studio, or upload a mono WAV file with 16 bits at 48 kHz.',
  },
  'wrong-format': {
    finding: ({ found }) => `is in another format than ours: it is ${found}, we need mono, 16 bit, 48 kHz WAV`,
    advice: 'Record again in the studio, or upload a mono WAV file with 16 bits at 48 kHz.',
  },
  incomplete: {
    finding: ({ declaredSeconds, presentSeconds }) =>
      `is cut off: it should be ${inSeconds(declaredSeconds)} long, but only ${inSeconds(presentSeconds)} arrived`,
    advice:
      'Open the meeting again on the device that recorded it: if the sound is still there, it can be uploaded again.',
  },
  'too-short': {
    finding: ({ seconds }) => `is only ${inSeconds(seconds)} long; at least one second is needed`,
    advice: 'Record again, and let the recording run for at least a few seconds.',
  },
  silent: {
    finding: () => 'is silent from beginning to end: the microphone was muted or not connected',
    advice: 'Check that the right microphone is chosen and not muted (some have a switch), then record again.',
  },
};

function sentence({ role, problem }: TrackRejection): string {
  const words = WORDS[problem.kind] as { finding: (of: TrackProblem) => string };
  return `The ${role}’s recording ${words.finding(problem)}.`;
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} seconds`;
}

/** No sound was measured. `rms` must be a number on the wire, so it is that of silence. */
const NOTHING_MEASURED: ProcessingMetrics = {
  snr: null,
  rms: SILENCE_DBFS,
  srmr: null,
  overlapPercent: null,
  speakerBalance: null,
  echoCorrelation: null,
};

/** The result of a take with at least one track that cannot be processed. */
export function rejectedResult(
  message: ProcessSessionMessage,
  rejections: readonly TrackRejection[],
  processingTimeMs: number,
): ProcessingResult {
  const sentences = rejections.map(sentence);
  return {
    roomId: message.roomId,
    sessionId: message.sessionId,
    status: 'rejected',
    profile: 'P4',
    metrics: NOTHING_MEASURED,
    rejectionReason: sentences.join(' '),
    reasons: sentences,
    suggestions: [...new Set(rejections.map(({ problem }) => WORDS[problem.kind].advice))],
    processingTimeMs,
  };
}

/** The result of a take whose processing failed as often as it may. The fault is ours and it says so. */
export function failedResult(message: ProcessSessionMessage, processingTimeMs: number): ProcessingResult {
  return {
    ...rejectedResult(message, [], processingTimeMs),
    failed: true,
    rejectionReason:
      'We could not analyse this take: our processing failed several times. The fault is ours, not your recording’s, and both recordings are kept.',
    suggestions: [
      'Download the two recordings below: they are complete, only their grade and metrics are missing.',
      'Ask whoever runs this server to look at its log.',
    ],
  };
}
