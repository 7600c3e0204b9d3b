import { SOCKET_EVENTS as E, type ListRecordingsAnswer, type ServerEvent } from '@audio-studio/contract';
import { SnapshotStore } from '@audio-studio/flow';
import type { RoomClient } from './room-client.ts';

export interface TakeFeed {
  /** Newest word on the processing of a take; seconds left as the worker estimates them. */
  processing: Readonly<
    Record<string, { step: ServerEvent<'processing-status'>['step']; progress: number; secondsLeft: number }>
  >;
  /** Uploads of others, by take and name, percent. */
  uploads: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * What is told over the socket about a meeting's takes while the results page is open. The stored state
 * is the truth; this only runs ahead of it and says when to read it again.
 */
export class ResultsFeed {
  readonly state = new SnapshotStore<TakeFeed>({ processing: {}, uploads: {} });
  readonly #subscriptions: (() => void)[];

  constructor(room: Pick<RoomClient, 'events'>, onStale: () => void) {
    const { events } = room;
    this.#subscriptions = [
      events.on('connected', onStale),
      events.on(E.RECORDINGS_UPDATED, onStale),
      events.on(E.PROCESSING_COMPLETE, onStale),
      events.on(E.RECORDING_REJECTED, onStale),
      events.on(E.START_RECORDING, onStale),
      events.on(E.STOP_RECORDING, onStale),
      events.on(E.PROCESSING_STATUS, (status) => this.#handleProcessing(status)),
      events.on(E.UPLOAD_PROGRESS, (progress) => this.#handleUpload(progress)),
    ];
  }

  close(): void {
    for (const end of this.#subscriptions) end();
  }

  #handleProcessing({ sessionId, step, progress, estimatedTimeLeft }: ServerEvent<'processing-status'>): void {
    if (sessionId === undefined) return;
    const known = { step, progress, secondsLeft: estimatedTimeLeft };
    this.state.set({ processing: { ...this.state.get().processing, [sessionId]: known } });
  }

  #handleUpload({ sessionId, participantName, percent }: ServerEvent<'upload-progress'>): void {
    if (sessionId === undefined) return;
    const { uploads } = this.state.get();
    this.state.set({ uploads: { ...uploads, [sessionId]: { ...uploads[sessionId], [participantName]: percent } } });
  }
}

/** Takes newest first; a take nobody ever finished recording but a later one exists comes as it is. */
export function takesNewestFirst({ takes }: ListRecordingsAnswer): ListRecordingsAnswer['takes'] {
  return [...takes].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}
