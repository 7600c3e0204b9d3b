import {
  processedPrefix,
  type ProcessingProgress,
  type ProcessingResult,
  type ResultsMessage,
} from '@audio-studio/contract';
import type { ObjectStore } from '@audio-studio/ports';
import { ofRevision } from './processing-trigger.ts';
import type { RoomGateway } from './room-gateway.ts';
import type { StudioTables } from './tables.ts';

/**
 * Stores what processing reports and tells the room. A message counts as handled only once it is
 * stored. Messages may come twice and in any order: progress never replaces a result or later progress,
 * and nothing that is said of tracks since replaced counts.
 */
export class ProcessingResults {
  readonly #tables: Pick<StudioTables, 'takes'>;
  readonly #objects: ObjectStore;
  readonly #gateway: RoomGateway;

  constructor(deps: { tables: Pick<StudioTables, 'takes'>; objects: ObjectStore; gateway: RoomGateway }) {
    this.#tables = deps.tables;
    this.#objects = deps.objects;
    this.#gateway = deps.gateway;
  }

  async handle(message: ResultsMessage): Promise<void> {
    if ('step' in message) await this.#storeProgress(message);
    else await this.#storeResult(message);
  }

  async #storeProgress(message: ProcessingProgress): Promise<void> {
    const { roomId, sessionId, step, progress, estimatedTimeLeft, revision = 0 } = message;
    const key = { meetingId: roomId, sessionId };
    for (;;) {
      const take = await this.#tables.takes.get(key);
      if (take === undefined || take.result !== null || take.progress > progress) return;
      if (take.revision !== revision) return;
      const stored = await this.#tables.takes.update(key, {
        set: { step, progress, state: 'processing' },
        when: { result: { absent: true }, progress: { is: take.progress }, ...ofRevision(revision) },
      });
      if (stored !== undefined) break;
    }
    this.#gateway.broadcast(roomId, 'processing-status', { step, progress, estimatedTimeLeft, sessionId });
  }

  async #storeResult(result: ProcessingResult): Promise<void> {
    const { roomId, sessionId, status, failed, revision = 0 } = result;
    const key = { meetingId: roomId, sessionId };
    const stored = await this.#tables.takes.update(key, {
      set: { result, state: failed === true ? 'failed' : status, step: 'complete', progress: 100 },
      when: ofRevision(revision),
    });
    // A better track has come since, and what is made of that is on its way.
    if (stored === undefined && (await this.#tables.takes.get(key)) !== undefined) return;
    if (stored === undefined) {
      // The meeting was deleted while its take was being processed; what came of it goes too.
      await this.#objects.deletePrefix(processedPrefix(roomId, sessionId));
      return;
    }
    if (status === 'rejected') {
      this.#gateway.broadcast(roomId, 'recording-rejected', {
        reason:
          result.rejectionReason ?? result.reasons?.join(' ') ?? 'The recording did not reach the quality needed.',
        suggestions: result.suggestions ?? [],
        sessionId,
        ...(failed === true ? { failed } : {}),
      });
      return;
    }
    const { profile, metrics, variants, warnings, reasons } = result;
    this.#gateway.broadcast(roomId, 'processing-complete', {
      profile,
      metrics,
      ...(variants === undefined ? {} : { variants }),
      warnings: warnings ?? [],
      sessionId,
      ...(reasons === undefined ? {} : { reasons }),
    });
  }
}
