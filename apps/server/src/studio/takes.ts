import { randomUUID } from 'node:crypto';
import { AppError, type Marker, type Role, type Take } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Stats } from './stats.ts';
import type { MeetingRow, Occupant, RecordingStateRow, StudioTables, TakeRow } from './tables.ts';

const MAX_MARKERS = 500;

export interface TakesDeps {
  tables: Pick<StudioTables, 'takes' | 'recordingStates' | 'meetings'>;
  stats: Stats;
  clock: Clock;
}

/**
 * Starting and stopping takes. `RecordingState` has one row per meeting and says whether a take runs;
 * `Takes` remembers each of them. When a process dies between the two writes, the next reader of the
 * take (`find`) or the next start completes what is missing.
 */
export class Takes {
  readonly #deps: TakesDeps;

  constructor(deps: TakesDeps) {
    this.#deps = deps;
  }

  /** The meeting's recording state, made on first use. */
  async state(meetingId: string): Promise<RecordingStateRow> {
    const { recordingStates } = this.#deps.tables;
    const idle = {
      meetingId,
      isRecording: false,
      startedAt: null,
      startedBySocketId: null,
      startedByUserId: null,
      stoppedAt: null,
      sessionId: null,
      running: null,
    };
    const row = await recordingStates.get({ meetingId });
    if (row !== undefined) return row;
    await recordingStates.putIfAbsent(idle);
    return (await recordingStates.get({ meetingId })) ?? idle;
  }

  /** Begins a take; rejects with CONFLICT while one runs. Of two at once one succeeds. */
  async start(
    meeting: MeetingRow,
    by: Pick<Occupant, 'socketId' | 'userId'>,
  ): Promise<{ sessionId: string; startedAt: string }> {
    const { meetingId } = meeting;
    const before = await this.state(meetingId);
    // Its row is the last trace of the take before; from here on the state tells of another one.
    if (before.sessionId !== null) await this.find(meeting, before.sessionId);

    const sessionId = randomUUID();
    const startedAt = this.#now();
    const started = await this.#deps.tables.recordingStates.update(
      { meetingId },
      {
        set: {
          isRecording: true,
          startedAt,
          startedBySocketId: by.socketId,
          startedByUserId: by.userId,
          stoppedAt: null,
          sessionId,
          running: 'yes',
        },
        when: {
          isRecording: { is: false },
          sessionId: before.sessionId === null ? { absent: true } : { is: before.sessionId },
        },
      },
    );
    if (started === undefined) throw AppError.conflict('A recording is running already.');
    try {
      await this.find(meeting, sessionId);
      await this.#setStatus(meetingId, 'recording');
      await this.#deps.stats.add({ activeRecordingCount: 1 });
    } catch (error) {
      await this.#undoStart(meetingId, sessionId);
      throw error;
    }
    return { sessionId, startedAt };
  }

  /** Nobody has been told of this take: without it the host can simply try again. */
  async #undoStart(meetingId: string, sessionId: string): Promise<void> {
    const { takes, recordingStates } = this.#deps.tables;
    await takes.delete({ meetingId, sessionId });
    await recordingStates.update(
      { meetingId },
      {
        set: { isRecording: false, startedAt: null, sessionId: null, running: null },
        when: { sessionId: { is: sessionId } },
      },
    );
    await this.#setStatus(meetingId, 'active');
  }

  /** Ends the running take. Undefined, and nothing changed, when none runs. */
  async stop(meeting: MeetingRow): Promise<TakeRow | undefined> {
    const { meetingId } = meeting;
    const state = await this.state(meetingId);
    if (!state.isRecording || state.sessionId === null) return undefined;
    const { sessionId } = state;
    const stoppedAt = this.#now();
    // The take first: if the process dies between the two, stopping again finishes it.
    const take = await this.find(meeting, sessionId);
    const stopped = await this.#deps.tables.takes.update(
      { meetingId, sessionId },
      { set: { stoppedAt }, when: { stoppedAt: { absent: true } } },
    );
    await this.#deps.tables.takes.update(
      { meetingId, sessionId },
      { set: { state: 'uploading' }, when: { state: { is: 'recording' } } },
    );
    const ended = await this.#deps.tables.recordingStates.update(
      { meetingId },
      {
        set: { isRecording: false, stoppedAt: (stopped ?? take)?.stoppedAt ?? stoppedAt, running: null },
        when: { isRecording: { is: true }, sessionId: { is: sessionId } },
      },
    );
    if (ended === undefined) return undefined;
    await this.#deps.stats.add({ activeRecordingCount: -1 });
    await this.#setStatus(meetingId, 'active');
    return this.#deps.tables.takes.get({ meetingId, sessionId });
  }

  /** The take of that id; undefined when the meeting has none. */
  async find(meeting: MeetingRow, sessionId: string): Promise<TakeRow | undefined> {
    const { takes, recordingStates } = this.#deps.tables;
    const key = { meetingId: meeting.meetingId, sessionId };
    const row = await takes.get(key);
    if (row !== undefined) return row;
    const state = await recordingStates.get({ meetingId: meeting.meetingId });
    if (state?.sessionId !== sessionId || state.startedAt === null) return undefined;
    await takes.putIfAbsent({
      ...key,
      organizerId: meeting.organizerId,
      state: state.isRecording ? 'recording' : 'uploading',
      startedAt: state.startedAt,
      stoppedAt: state.stoppedAt,
      step: null,
      progress: 0,
      result: null,
      markers: [],
      revision: 0,
      markerCount: 0,
      hostRecordingId: null,
      guestRecordingId: null,
    });
    return takes.get(key);
  }

  /** Notes a point of the running take. Rejects with CONFLICT when none runs. */
  async addMarker(meeting: MeetingRow, label: string, role: Role): Promise<Marker & { sessionId: string }> {
    const { meetingId } = meeting;
    const state = await this.state(meetingId);
    if (!state.isRecording || state.sessionId === null) throw AppError.conflict('Nothing is being recorded.');
    for (;;) {
      const take = await this.find(meeting, state.sessionId);
      if (take === undefined) throw AppError.notFound('Take');
      if (take.markers.length >= MAX_MARKERS) throw AppError.conflict('This take has as many markers as it can hold.');
      const atSeconds = Math.max(0, (this.#deps.clock.nowMs() - Date.parse(take.startedAt)) / 1000);
      const marker = { atSeconds, label, role };
      const added = await this.#deps.tables.takes.update(
        { meetingId, sessionId: take.sessionId },
        {
          set: { markers: [...take.markers, marker] },
          add: { markerCount: 1 },
          when: { markerCount: { is: take.markerCount } },
        },
      );
      if (added !== undefined) return { ...marker, sessionId: take.sessionId };
    }
  }

  async #setStatus(meetingId: string, status: 'recording' | 'active'): Promise<void> {
    await this.#deps.tables.meetings.update({ meetingId }, { set: { status }, when: { deletedAt: { absent: true } } });
  }

  #now(): string {
    return new Date(this.#deps.clock.nowMs()).toISOString();
  }
}

/** A take as clients see it. */
export function takeView(row: TakeRow): Take {
  const { meetingId, sessionId, state, startedAt, stoppedAt, step, progress, result, markers } = row;
  return { meetingId, sessionId, state, startedAt, stoppedAt, step, progress, result, markers };
}
