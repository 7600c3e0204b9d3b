import {
  listRecordingsAnswerSchema,
  type ListRecordingsAnswer,
  type ProcessingMetrics,
  type ProcessingResult,
  type Recording,
  type Role,
  type Take,
} from '@audio-studio/contract';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filesOutsideTakes,
  isPending,
  NO_RESULTS,
  reduceResults,
  takeViews,
  type ResultsEvent,
  type TakeView,
} from './take-results.ts';

const MEETING = '11111111-1111-4111-8111-111111111111';
const TAKE = '22222222-2222-4222-8222-222222222221';
const OLDER = '22222222-2222-4222-8222-222222222220';
const USERS = { host: '33333333-3333-4333-8333-333333333331', guest: '33333333-3333-4333-8333-333333333332' };
const NAMES = { host: 'Ada', guest: 'Grace' };

const METRICS: ProcessingMetrics = {
  snr: 27,
  rms: -23,
  srmr: 5,
  overlapPercent: 3,
  speakerBalance: 0.8,
  echoCorrelation: 0.02,
};
const UNMEASURED: ProcessingMetrics = {
  snr: null,
  rms: -120,
  srmr: null,
  overlapPercent: null,
  speakerBalance: null,
  echoCorrelation: null,
};

function take(changes: Partial<Take> = {}): Take {
  return {
    meetingId: MEETING,
    sessionId: TAKE,
    state: 'uploading',
    startedAt: '2026-11-20T14:05:00.000Z',
    stoppedAt: '2026-11-20T14:05:42.500Z',
    step: null,
    progress: 0,
    result: null,
    markers: [],
    ...changes,
  };
}

function track(role: Role, changes: Partial<Recording> = {}): Recording {
  return {
    meetingId: MEETING,
    recordingId: `rec-${role}`,
    participantName: NAMES[role],
    sessionId: TAKE,
    filePath: `recordings/${role}.wav`,
    s3Url: null,
    uploadedAt: '2026-11-20T14:06:00.000Z',
    uploadId: null,
    status: 'completed',
    userId: USERS[role],
    role,
    sizeBytes: 44 + 96_000 * 42,
    ledger: null,
    ...changes,
  };
}

function result(changes: Partial<ProcessingResult> = {}): ProcessingResult {
  return {
    roomId: MEETING,
    sessionId: TAKE,
    status: 'completed',
    profile: 'P1',
    metrics: METRICS,
    processingTimeMs: 900,
    reasons: ['Host: clipping: 3 samples were too loud'],
    warnings: [],
    ...changes,
  };
}

const listed = (takes: Take[], recordings: Recording[] = []): ResultsEvent => ({
  name: 'listed',
  payload: listRecordingsAnswerSchema.parse({ takes, recordings } satisfies ListRecordingsAnswer),
});
const status = (step: 'syncing' | 'validating' | 'classifying' | 'preprocessing', progress: number): ResultsEvent => ({
  name: 'processing-status',
  payload: { step, progress, estimatedTimeLeft: 9, sessionId: TAKE },
});
const completed: ResultsEvent = {
  name: 'processing-complete',
  payload: {
    profile: 'P1',
    metrics: METRICS,
    warnings: [],
    reasons: ['Host: clipping: 3 samples were too loud'],
    sessionId: TAKE,
  },
};
const rejected: ResultsEvent = {
  name: 'recording-rejected',
  payload: { reason: 'Too noisy.', suggestions: ['Find a quieter room.'], sessionId: TAKE },
};
const upload = (role: Role, percent: number, withUser = true): ResultsEvent => ({
  name: 'upload-progress',
  payload: {
    percent,
    participantName: NAMES[role],
    sessionId: TAKE,
    ...(withUser ? { userId: USERS[role] } : {}),
  },
});

function views(...events: ResultsEvent[]): TakeView[] {
  return takeViews(events.reduce(reduceResults, NO_RESULTS), NAMES);
}

function view(...events: ResultsEvent[]): TakeView {
  const [first] = views(...events);
  if (first === undefined) throw new Error('no take');
  return first;
}

const BOTH = [track('host'), track('guest')];

describe('what is stored', () => {
  it('shows a running take', () => {
    expect(view(listed([take({ state: 'recording', stoppedAt: null })]))).toMatchObject({
      kind: 'recording',
      lengthSeconds: null,
    });
  });

  it('waits for the second track and says which', () => {
    const waiting = view(listed([take()], [track('host')]));
    expect(waiting).toMatchObject({ kind: 'waiting-for-tracks', lengthSeconds: 42.5 });
    expect(waiting.tracks.map(({ name, state, percent }) => [name, state, percent])).toEqual([
      ['Ada', 'stored', 100],
      ['Grace', 'missing', null],
    ]);
  });

  it('tells a track on its way from one that has not begun', () => {
    const waiting = view(listed([take()], [track('guest', { status: 'uploading', sizeBytes: null })]));
    expect(waiting.tracks.map(({ state }) => state)).toEqual(['missing', 'uploading']);
    expect(waiting.tracks[1]!.lengthSeconds).toBeNull();
  });

  it('takes a take with both tracks as waiting for its turn', () => {
    expect(view(listed([take()], BOTH))).toMatchObject({ kind: 'processing', step: null, percent: 0 });
  });

  it('shows how far processing was when nobody has said anything since', () => {
    expect(view(listed([take({ state: 'processing', step: 'validating', progress: 12 })], BOTH))).toMatchObject({
      kind: 'processing',
      step: 'validating',
      percent: 12,
      secondsLeft: null,
    });
  });

  it('reads lengths from the stored size, and the first sample from the recorder’s clock', () => {
    const ledger = {
      capturePath: 'audio-worklet' as const,
      sourceRateHz: 48_000,
      framesDelivered: 96_000,
      framesWritten: 96_000,
      fileBytes: 192_044,
      clockPairs: [{ frame: 4_800, serverTimeMs: 1_000_100 }],
      wallClockSeconds: 2,
    };
    const [host] = view(listed([take()], [track('host', { ledger, sizeBytes: 192_044 })])).tracks;
    expect(host).toMatchObject({ lengthSeconds: 2, firstSampleAtMs: 1_000_000 });
  });

  it('keeps further pieces apart and takes the largest whole file as the track', () => {
    const piece = track('host', { recordingId: 'piece', sizeBytes: 1_000 });
    const going = track('host', { recordingId: 'going', status: 'uploading', sizeBytes: null });
    const { tracks, extraFiles } = view(listed([take()], [piece, going, ...BOTH]));
    expect(tracks[0]!.recording?.recordingId).toBe('rec-host');
    expect(extraFiles.map(({ recordingId }) => recordingId)).toEqual(['piece', 'going']);
  });

  it('finds the place of a file without a role by its name', () => {
    const { tracks } = view(listed([take()], [track('guest', { role: null, userId: null })]));
    expect(tracks.map(({ state }) => state)).toEqual(['missing', 'stored']);
  });

  it('numbers takes from the first, shows the newest first', () => {
    const older = take({ sessionId: OLDER, startedAt: '2026-11-20T13:00:00.000Z' });
    expect(views(listed([take(), older])).map(({ sessionId, number }) => [sessionId, number])).toEqual([
      [TAKE, 2],
      [OLDER, 1],
    ]);
  });

  it('lists files of no take, and of takes nobody knows', () => {
    const loose = track('host', { recordingId: 'loose', sessionId: null });
    const stray = track('host', { recordingId: 'stray', sessionId: OLDER });
    const state = reduceResults(NO_RESULTS, listed([take()], [loose, stray, ...BOTH]));
    expect(filesOutsideTakes(state).map(({ recordingId }) => recordingId)).toEqual(['loose', 'stray']);
  });

  it('calls a take failed when processing gave up, after a reload as before it', () => {
    const gaveUp = result({
      status: 'rejected',
      failed: true,
      profile: 'P4',
      metrics: UNMEASURED,
      reasons: [],
      rejectionReason: 'The fault is ours.',
    });
    const stored = view(listed([take({ state: 'failed', result: gaveUp })], BOTH));
    expect(stored).toMatchObject({ kind: 'failed', reason: 'The fault is ours.' });
    const pushed: ResultsEvent = {
      name: 'recording-rejected',
      payload: { reason: 'The fault is ours.', suggestions: [], sessionId: TAKE, failed: true },
    };
    expect(view(listed([take()], BOTH), pushed)).toEqual(stored);
    expect(view(listed([take({ state: 'failed' })], BOTH)).kind).toBe('failed');
  });

  it('has no metrics to show for a file that could not be read', () => {
    const unread = result({
      status: 'rejected',
      profile: 'P4',
      metrics: UNMEASURED,
      reasons: ['The host’s recording is silent.'],
    });
    expect(view(listed([take({ state: 'rejected', result: unread })], BOTH))).toMatchObject({
      kind: 'rejected',
      grade: 'P4',
      metrics: null,
      reason: 'The host’s recording is silent.',
    });
  });
});

describe('what is pushed', () => {
  const waiting = listed([take()], [track('host')]);
  const processing = listed([take({ state: 'processing', step: 'syncing', progress: 1 })], BOTH);

  it('shows whose upload is how far, also of someone without a row', () => {
    expect(view(waiting, upload('guest', 40)).tracks[1]).toMatchObject({ state: 'uploading', percent: 40 });
    expect(view(waiting, upload('guest', 41, false)).tracks[1]).toMatchObject({ percent: 41 });
    expect(view(waiting, upload('guest', 40), upload('guest', 30)).tracks[1]!.percent).toBe(40);
  });

  it('does not let an upload say more than the store', () => {
    expect(view(listed([take()], BOTH), upload('guest', 40)).tracks[1]).toMatchObject({
      state: 'stored',
      percent: 100,
    });
  });

  it('moves on with each step and never back', () => {
    const after = view(processing, status('classifying', 60), status('validating', 20));
    expect(after).toMatchObject({ kind: 'processing', step: 'classifying', percent: 60, secondsLeft: 9 });
  });

  it('is not set back by a listing that was under way meanwhile', () => {
    expect(view(processing, status('classifying', 60), processing)).toMatchObject({ step: 'classifying', percent: 60 });
    expect(view(processing, completed, processing).kind).toBe('graded');
  });

  it('takes the stored state when that is further', () => {
    const later = listed([take({ state: 'processing', step: 'preprocessing', progress: 90 })], BOTH);
    expect(view(later, status('validating', 20))).toMatchObject({
      step: 'preprocessing',
      percent: 90,
      secondsLeft: null,
    });
  });

  it('begins processing by a push before the store is read again', () => {
    expect(view(waiting, status('syncing', 1)).kind).toBe('processing');
  });

  it('keeps a grade whatever comes after', () => {
    expect(view(processing, completed, status('preprocessing', 99), upload('guest', 5)).kind).toBe('graded');
  });

  it('understands events that come before the take is listed', () => {
    expect(view(status('validating', 20), completed, processing).kind).toBe('graded');
  });

  it('gives an event without a take to the newest unfinished one', () => {
    const older = take({
      sessionId: OLDER,
      startedAt: '2026-11-20T13:00:00.000Z',
      state: 'completed',
      result: result(),
    });
    const anonymous: ResultsEvent = {
      name: 'processing-status',
      payload: { step: 'validating', progress: 33, estimatedTimeLeft: 1 },
    };
    expect(view(listed([older, take()], BOTH), anonymous)).toMatchObject({ sessionId: TAKE, percent: 33 });
    expect(reduceResults(NO_RESULTS, anonymous)).toBe(NO_RESULTS);
  });
});

describe('pushed and stored agree', () => {
  const processing = listed([take({ state: 'processing', step: 'syncing', progress: 1 })], BOTH);

  it('on a grade', () => {
    const stored = view(
      listed([take({ state: 'completed', step: 'complete', progress: 100, result: result() })], BOTH),
    );
    expect(view(processing, completed)).toEqual(stored);
  });

  it('on a rejection: reason and suggestions', () => {
    const refusal = result({
      status: 'rejected',
      profile: 'P4',
      rejectionReason: 'Too noisy.',
      suggestions: ['Find a quieter room.'],
    });
    const stored = view(listed([take({ state: 'rejected', result: refusal })], BOTH));
    const words = { kind: 'rejected', grade: 'P4', reason: 'Too noisy.', suggestions: ['Find a quieter room.'] };
    expect(stored).toMatchObject(words);
    expect(view(processing, rejected)).toMatchObject(words);
  });

  it('whatever the order of events', () => {
    const story = [
      listed([take()], [track('host')]),
      upload('guest', 50),
      listed([take({ state: 'processing' })], BOTH),
      status('validating', 20),
      status('classifying', 60),
      completed,
    ];
    const end = listed([take({ state: 'completed', step: 'complete', progress: 100, result: result() })], BOTH);
    const expected = view(end);
    fc.assert(
      fc.property(fc.shuffledSubarray(story, { minLength: story.length }), (events) => {
        const { kind, ...pushed } = view(...events);
        expect({ kind, grade: 'grade' in pushed && pushed.grade }).toEqual({ kind: 'graded', grade: 'P1' });
        expect(view(...events, end)).toEqual(expected);
      }),
    );
  });
});

it('knows what may still change by itself', () => {
  expect(isPending(view(listed([take()])))).toBe(true);
  expect(isPending(view(listed([take({ state: 'recording', stoppedAt: null })])))).toBe(true);
  expect(isPending(view(listed([take({ state: 'completed', result: result() })])))).toBe(false);
  expect(isPending(view(listed([take({ state: 'failed' })])))).toBe(false);
});
