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

const OWNER: Record<Role, string> = { host: 'The host’s recording', guest: 'The guest’s recording' };

function sentence({ role, problem }: TrackRejection): string {
  const it = OWNER[role];
  switch (problem.kind) {
    case 'missing':
      return `${it} is not in the storage any more.`;
    case 'empty':
      return `${it} holds no sound at all: the file is empty.`;
    case 'not-wav':
      return `${it} cannot be read: ${problem.reason}.`;
    case 'wrong-format':
      return `${it} is in another format than ours (it is ${problem.found}; we need mono, 16 bit, 48 kHz WAV).`;
    case 'incomplete':
      return `${it} is cut off: it should be ${inSeconds(problem.declaredSeconds)} long, but only ${inSeconds(problem.presentSeconds)} arrived.`;
    case 'too-short':
      return `${it} is only ${inSeconds(problem.seconds)} long; at least one second is needed.`;
    case 'silent':
      return `${it} is silent from beginning to end: the microphone was muted or not connected.`;
  }
}

function suggestion({ problem }: TrackRejection): string {
  switch (problem.kind) {
    case 'missing':
      return 'If the recording was not deleted on purpose, ask whoever runs this server to look for it.';
    case 'not-wav':
    case 'wrong-format':
      return 'Record again in the studio, or upload a mono WAV file with 16 bits at 48 kHz.';
    case 'incomplete':
      return 'Open the meeting again on the device that recorded it: if the sound is still there, it can be uploaded again.';
    case 'empty':
    case 'too-short':
      return 'Record again, and let the recording run for at least a few seconds.';
    case 'silent':
      return 'Check that the right microphone is chosen and not muted (some have a switch), then record again.';
  }
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
    suggestions: [...new Set(rejections.map(suggestion))],
    processingTimeMs,
  };
}

/** The result of a take whose processing failed as often as it may. The fault is ours and it says so. */
export function failedResult(message: ProcessSessionMessage, processingTimeMs: number): ProcessingResult {
  return {
    ...rejectedResult(message, [], processingTimeMs),
    rejectionReason:
      'We could not analyse this take: our processing failed several times. The fault is ours, not your recording’s, and both recordings are kept.',
    suggestions: [
      'Download the two recordings below: they are complete, only their grade and metrics are missing.',
      'Ask whoever runs this server to look at its log.',
    ],
  };
}
