import type { ProcessSessionMessage } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Condition, Queue } from '@audio-studio/ports';
import type { RecordingRow, StudioTables, TakeRow } from './tables.ts';

/** Hands a take to processing once both tracks are complete. */
export class ProcessingTrigger {
  readonly #tables: StudioTables;
  readonly #queue: Queue<ProcessSessionMessage>;
  readonly #clock: Clock;

  constructor(deps: { tables: StudioTables; queue: Queue<ProcessSessionMessage>; clock: Clock }) {
    this.#tables = deps.tables;
    this.#queue = deps.queue;
    this.#clock = deps.clock;
  }

  /**
   * True when the take was handed over by this call. The message is sent before the take is marked: a
   * process that dies between the two sends it again, and the queue drops the duplicate.
   */
  async triggerIfReady(meetingId: string, sessionId: string): Promise<boolean> {
    const take = await this.#tables.takes.get({ meetingId, sessionId });
    if (take === undefined || (take.state !== 'uploading' && take.state !== 'recording')) return false;
    if (take.hostRecordingId === null || take.guestRecordingId === null) return false;
    const host = await this.#tables.recordings.get({ meetingId, recordingId: take.hostRecordingId });
    const guest = await this.#tables.recordings.get({ meetingId, recordingId: take.guestRecordingId });
    if (host?.status !== 'completed' || guest?.status !== 'completed') return false;

    await this.#queue.send(
      {
        action: 'process-session',
        roomId: meetingId,
        sessionId,
        hostKey: host.filePath,
        guestKey: guest.filePath,
        timestamp: this.#clock.nowMs(),
        hostStartedAtMs: startedAtMs(host),
        guestStartedAtMs: startedAtMs(guest),
        hostRecordingId: host.recordingId,
        guestRecordingId: guest.recordingId,
        ...(take.revision === 0 ? {} : { revision: take.revision }),
      },
      {
        groupId: meetingId,
        deduplicationId: `${meetingId}:${sessionId}${take.revision === 0 ? '' : `:${take.revision}`}`,
      },
    );
    const marked = await this.#tables.takes.update(
      { meetingId, sessionId },
      {
        set: { state: 'processing' },
        when: { state: { is: take.state }, result: { absent: true }, ...ofRevision(take.revision) },
      },
    );
    return marked !== undefined;
  }
}

/** Holds while no other track has taken the place of one since. */
export function ofRevision(revision: number): Condition<TakeRow> {
  return { revision: revision === 0 ? { absentOr: 0 } : { is: revision } };
}

/** Server time of the track's first frame, milliseconds, extrapolated from the ledger's first clock pair. */
function startedAtMs({ ledger }: RecordingRow): number | undefined {
  const first = ledger?.clockPairs[0];
  return first === undefined ? undefined : first.serverTimeMs - first.frame / FRAMES_PER_MS;
}

const FRAMES_PER_MS = 48;
