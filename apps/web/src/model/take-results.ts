import {
  SOCKET_EVENTS,
  TRACK_FORMAT,
  type Grade,
  type ListRecordingsAnswer,
  type Marker,
  type ProcessingMetrics,
  type ProcessingStep,
  type Recording,
  type Role,
  type ServerEvent,
  type Take,
} from '@audio-studio/contract';

const E = SOCKET_EVENTS;
const WAV_HEADER_BYTES = 44;
const STEPS: readonly ProcessingStep[] = ['syncing', 'validating', 'classifying', 'preprocessing', 'complete'];
const ROLES: readonly Role[] = ['host', 'guest'];

/** The pushed events that say something about a take. */
export const RESULT_EVENTS = [
  E.UPLOAD_PROGRESS,
  E.PROCESSING_STATUS,
  E.PROCESSING_COMPLETE,
  E.RECORDING_REJECTED,
] as const;
export type ResultEventName = (typeof RESULT_EVENTS)[number];

/** What reaches the page: the stored state, fetched, and the pushed events, in any order. */
export type ResultsEvent =
  | { name: 'listed'; payload: ListRecordingsAnswer }
  | { [Name in ResultEventName]: { name: Name; payload: ServerEvent<Name> } }[ResultEventName];

interface LiveUpload {
  name: string;
  userId: string | undefined;
  percent: number;
}

interface LiveProgress {
  step: ProcessingStep | null;
  percent: number;
  /** Null when nobody said. */
  secondsLeft: number | null;
}

type Outcome =
  | { status: 'completed'; payload: ServerEvent<'processing-complete'> }
  | { status: 'rejected'; payload: ServerEvent<'recording-rejected'> };

interface LiveTake {
  progress: LiveProgress | null;
  /** By user id, or by name where the server did not say who. */
  uploads: Readonly<Record<string, LiveUpload>>;
  outcome: Outcome | null;
}

export interface ResultsState {
  listed: ListRecordingsAnswer | null;
  live: Readonly<Record<string, LiveTake>>;
}

export const NO_RESULTS: ResultsState = { listed: null, live: {} };

const NOTHING_HEARD: LiveTake = { progress: null, uploads: {}, outcome: null };

/** One participant's part of a take. */
export interface TrackView {
  role: Role;
  name: string;
  /** `missing`: nothing of it has reached the server yet · `stored`: whole and downloadable. */
  state: 'missing' | 'uploading' | 'stored';
  /** Share uploaded, 0–100; null when nobody said. */
  percent: number | null;
  recording: Recording | null;
  /** Null until stored. */
  lengthSeconds: number | null;
  /** Server time of its first sample, milliseconds since 1970; null when its recorder did not say. */
  firstSampleAtMs: number | null;
}

interface TakeCommon {
  sessionId: string;
  /** 1 for the meeting's first take. */
  number: number;
  startedAt: string;
  /** From start to stop; null while it runs. */
  lengthSeconds: number | null;
  markers: readonly Marker[];
  /** Host first. */
  tracks: readonly TrackView[];
  /** Further files of this take: recovered pieces, say. */
  extraFiles: readonly Recording[];
}

export interface Verdict {
  grade: Grade;
  metrics: ProcessingMetrics | null;
  /** Sentences: why this grade and not a better one. */
  reasons: readonly string[];
  warnings: readonly string[];
  suggestions: readonly string[];
}

export type TakeView = TakeCommon &
  (
    | { kind: 'recording' }
    | { kind: 'waiting-for-tracks' }
    | ({ kind: 'processing' } & LiveProgress)
    | ({ kind: 'graded' } & Verdict)
    | ({ kind: 'rejected'; reason: string } & Verdict)
    | { kind: 'failed'; reason: string | null; suggestions: readonly string[] }
  );

export type NamesByRole = Record<Role, string>;

/** Takes one event in. Progress never goes back, and nothing undoes an outcome. */
export function reduceResults(state: ResultsState, event: ResultsEvent): ResultsState {
  if (event.name === 'listed') return { ...state, listed: event.payload };
  const sessionId = event.payload.sessionId ?? latestPendingTake(state);
  if (sessionId === null) return state;
  const before = state.live[sessionId] ?? NOTHING_HEARD;
  const after = hear(before, event);
  return after === before ? state : { ...state, live: { ...state.live, [sessionId]: after } };
}

function hear(live: LiveTake, event: Exclude<ResultsEvent, { name: 'listed' }>): LiveTake {
  switch (event.name) {
    case E.UPLOAD_PROGRESS: {
      const { participantName: name, userId, percent } = event.payload;
      const key = userId ?? name;
      if ((live.uploads[key]?.percent ?? -1) >= percent) return live;
      return { ...live, uploads: { ...live.uploads, [key]: { name, userId, percent } } };
    }
    case E.PROCESSING_STATUS: {
      const { step, progress, estimatedTimeLeft } = event.payload;
      const heard = { step, percent: progress, secondsLeft: estimatedTimeLeft };
      return live.progress !== null && isFurther(live.progress, heard) ? live : { ...live, progress: heard };
    }
    case E.PROCESSING_COMPLETE:
      return { ...live, outcome: { status: 'completed', payload: event.payload } };
    default:
      return { ...live, outcome: { status: 'rejected', payload: event.payload } };
  }
}

/** Whom an event without a take is about: a meeting has one unfinished take at a time, the newest. */
function latestPendingTake({ listed, live }: ResultsState): string | null {
  const pending = (listed?.takes ?? []).filter(
    ({ sessionId, result, state }) =>
      result === null && state !== 'failed' && (live[sessionId]?.outcome ?? null) === null,
  );
  return pending.sort(byStart).at(-1)?.sessionId ?? null;
}

function isFurther(a: LiveProgress, b: LiveProgress): boolean {
  if (a.percent !== b.percent) return a.percent > b.percent;
  return stepIndex(a.step) > stepIndex(b.step);
}

function stepIndex(step: ProcessingStep | null): number {
  return step === null ? -1 : STEPS.indexOf(step);
}

/** Every take as the page shows it, newest first. What was pushed and what is stored give the same view. */
export function takeViews(state: ResultsState, names: NamesByRole): TakeView[] {
  const { takes, recordings } = state.listed ?? { takes: [], recordings: [] };
  return takes
    .toSorted(byStart)
    .map((take, index) => {
      const files = recordings.filter(({ sessionId }) => sessionId === take.sessionId);
      return takeView(take, { number: index + 1, files, live: state.live[take.sessionId] ?? NOTHING_HEARD, names });
    })
    .toReversed();
}

/** Files that belong to no listed take. */
export function filesOutsideTakes({ listed }: ResultsState): Recording[] {
  const known = new Set(listed?.takes.map(({ sessionId }) => sessionId));
  return (listed?.recordings ?? []).filter(({ sessionId }) => sessionId === null || !known.has(sessionId));
}

/** Something may still change without anyone's doing here. */
export function isPending({ kind }: TakeView): boolean {
  return kind === 'recording' || kind === 'waiting-for-tracks' || kind === 'processing';
}

interface TakeContext {
  number: number;
  files: readonly Recording[];
  live: LiveTake;
  names: NamesByRole;
}

function takeView(take: Take, { number, files, live, names }: TakeContext): TakeView {
  const metrics = take.result?.metrics.tracks;
  const tracks = ROLES.map((role) =>
    trackView(role, { files, live, names, measuredSeconds: metrics?.[role].durationSeconds }),
  );
  const shown = new Set(tracks.map(({ recording }) => recording?.recordingId));
  const common: TakeCommon = {
    sessionId: take.sessionId,
    number,
    startedAt: take.startedAt,
    lengthSeconds: take.stoppedAt === null ? null : (Date.parse(take.stoppedAt) - Date.parse(take.startedAt)) / 1000,
    markers: take.markers.toSorted((a, b) => a.atSeconds - b.atSeconds),
    tracks,
    extraFiles: files.filter(({ recordingId }) => !shown.has(recordingId)),
  };
  const outcome = storedOutcome(take) ?? pushedOutcome(live.outcome);
  if (outcome !== null) return { ...common, ...outcome };
  if (take.state === 'failed') return { ...common, kind: 'failed', reason: null, suggestions: [] };
  const stored: LiveProgress | null =
    take.step === null && take.progress === 0 ? null : { step: take.step, percent: take.progress, secondsLeft: null };
  const progress = furthest(stored, live.progress);
  if (progress !== null) return { ...common, kind: 'processing', ...progress };
  if (take.state === 'recording') return { ...common, kind: 'recording' };
  if (take.state !== 'uploading' || tracks.every(({ state }) => state === 'stored'))
    return { ...common, kind: 'processing', step: null, percent: 0, secondsLeft: null };
  return { ...common, kind: 'waiting-for-tracks' };
}

function furthest(stored: LiveProgress | null, pushed: LiveProgress | null): LiveProgress | null {
  if (stored === null || pushed === null) return stored ?? pushed;
  return isFurther(stored, pushed) ? stored : pushed;
}

type OutcomeView =
  Extract<TakeView, { kind: 'graded' | 'rejected' | 'failed' }> extends infer View
    ? View extends unknown
      ? Omit<View, keyof TakeCommon>
      : never
    : never;

function storedOutcome({ result }: Take): OutcomeView | null {
  if (result === null) return null;
  const { profile: grade, reasons = [], warnings = [], suggestions = [], rejectionReason } = result;
  const metrics = measuredNothing(result.metrics) ? null : result.metrics;
  if (result.status === 'completed')
    return { kind: 'graded', grade, metrics: result.metrics, reasons, warnings, suggestions };
  // Processing gave up: that is no verdict on the recording.
  if (result.failed === true) return { kind: 'failed', reason: rejectionReason ?? null, suggestions };
  return {
    kind: 'rejected',
    grade,
    reason: rejectionReason ?? (reasons.join(' ') || NO_REASON),
    metrics,
    reasons,
    warnings,
    suggestions,
  };
}

const NO_REASON = 'The recording did not reach the quality needed.';

function pushedOutcome(outcome: Outcome | null): OutcomeView | null {
  if (outcome === null) return null;
  if (outcome.status === 'rejected') {
    const { reason, suggestions, failed } = outcome.payload;
    if (failed === true) return { kind: 'failed', reason, suggestions };
    return { kind: 'rejected', grade: 'P4', reason, metrics: null, reasons: [], warnings: [], suggestions };
  }
  const { profile: grade, metrics, warnings, reasons = [] } = outcome.payload;
  return { kind: 'graded', grade, metrics, reasons, warnings, suggestions: [] };
}

function measuredNothing({
  snr,
  srmr,
  overlapPercent,
  speakerBalance,
  echoCorrelation,
  tracks,
}: ProcessingMetrics): boolean {
  return (
    tracks === undefined &&
    [snr, srmr, overlapPercent, speakerBalance, echoCorrelation].every((value) => value === null)
  );
}

interface TrackContext {
  files: readonly Recording[];
  live: LiveTake;
  names: NamesByRole;
  measuredSeconds: number | undefined;
}

function trackView(role: Role, { files, live, names, measuredSeconds }: TrackContext): TrackView {
  const own = files.filter((file) => (file.role ?? roleByName(file.participantName, names)) === role);
  const recording = own.toSorted(byCompleteness)[0] ?? null;
  const name = recording?.participantName ?? names[role];
  const upload = Object.values(live.uploads).find((one) =>
    one.userId !== undefined && recording?.userId ? one.userId === recording.userId : one.name === name,
  );
  const isStored = recording?.status === 'completed';
  const ledger = recording?.ledger ?? null;
  const first = ledger?.clockPairs[0];
  return {
    role,
    name,
    state: isStored ? 'stored' : recording !== null || upload !== undefined ? 'uploading' : 'missing',
    percent: isStored ? 100 : (upload?.percent ?? null),
    recording,
    lengthSeconds: isStored ? (measuredSeconds ?? storedSeconds(recording)) : null,
    firstSampleAtMs: first === undefined ? null : first.serverTimeMs - (first.frame / TRACK_FORMAT.sampleRateHz) * 1000,
  };
}

/** A file whose sender was of no role counts by its name. */
function roleByName(name: string, names: NamesByRole): Role | null {
  return names.host === names.guest ? null : (ROLES.find((role) => names[role] === name) ?? null);
}

/** Length of a stored track by its size: what is really there, whatever its recorder said. */
export function storedSeconds({ sizeBytes, ledger }: Recording): number | null {
  if (sizeBytes !== null) return Math.max(0, sizeBytes - WAV_HEADER_BYTES) / TRACK_FORMAT.bytesPerSecond;
  return ledger === null ? null : ledger.framesWritten / TRACK_FORMAT.sampleRateHz;
}

/** Whole files first, the largest of them first: the one that is processed. */
function byCompleteness(a: Recording, b: Recording): number {
  if (a.status !== b.status) return a.status === 'completed' ? -1 : 1;
  return (b.sizeBytes ?? 0) - (a.sizeBytes ?? 0) || a.uploadedAt.localeCompare(b.uploadedAt);
}

function byStart(a: Take, b: Take): number {
  return a.startedAt.localeCompare(b.startedAt);
}
