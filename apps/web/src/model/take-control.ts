import { takeKeyOf } from '@audio-studio/capture';
import { AppError, type Role } from '@audio-studio/contract';
import { retry, systemClock, type Clock, type RetryPolicy } from '@audio-studio/flow';
import type { CaptureRig } from './capture-rig.ts';
import type { TakePhase } from './studio-snapshot.ts';
import type { UploadDesk } from './upload-desk.ts';

/** The take the room is recording, as the server says. */
export interface WantedTake {
  takeId: string;
  /** Milliseconds since 1970, server's clock. */
  startedAtMs: number;
  /** It began before this page was there. */
  resumed: boolean;
}

export interface TakeControlOptions {
  rig: Pick<CaptureRig, 'startTake' | 'stopTake' | 'state'>;
  desk: Pick<UploadDesk, 'send'>;
  who: { meetingId: string; userId: string; role: Role; name: string };
  /** Told of every change; never the same phase object twice. */
  onPhase: (phase: TakePhase) => void;
  onEnded: (takeId: string) => void;
  clock?: Clock;
}

/** A tab that is being replaced lets go of the take's file within a few seconds. */
const START_RETRY: RetryPolicy = { attempts: 10, baseDelayMs: 250, maxDelayMs: 1_000 };
/** A full disk may be emptied at any time; until then the sound waits in memory. */
const STOP_RETRY: RetryPolicy = { attempts: Infinity, baseDelayMs: 500, maxDelayMs: 5_000 };

/**
 * Brings this computer's recorder to what the room wants: one take, another one, or none. However fast
 * wishes come (a start right after a stop, the same wish twice, a stop missed while offline), the
 * recorder is moved in whole steps, one after the other, towards the latest wish.
 */
export class TakeControl {
  readonly #options: TakeControlOptions;
  #wanted: WantedTake | null = null;
  #phase: TakePhase = { kind: 'idle' };
  #moving: Promise<void> = Promise.resolve();
  #isWalking = false;
  readonly #closed = new AbortController();

  constructor(options: TakeControlOptions) {
    this.#options = options;
  }

  get phase(): TakePhase {
    return this.#phase;
  }

  /** Resolves when the recorder is where the latest wish wants it, or cannot get there. */
  want(take: WantedTake | null): Promise<void> {
    this.#wanted = take;
    return this.#move();
  }

  /** Tries again to record a take that could not be started, say because there is a microphone now. */
  retry(): Promise<void> {
    if (this.#phase.kind === 'blocked') this.#enter({ kind: 'idle' });
    return this.#move();
  }

  /** Stops trying. A running take is left to whoever closes the recorder. */
  close(): void {
    this.#closed.abort();
  }

  #move(): Promise<void> {
    if (!this.#isWalking) this.#moving = this.#walk();
    return this.#moving;
  }

  async #walk(): Promise<void> {
    this.#isWalking = true;
    for (;;) {
      const phase = this.#phase;
      const wanted = this.#wanted;
      const current = phase.kind === 'idle' ? null : phase.takeId;
      if (current === (wanted?.takeId ?? null)) {
        // In the same breath as the last look, so that a wish made a moment later starts a new walk.
        this.#isWalking = false;
        return;
      }
      if (phase.kind === 'recording') await this.#stop(phase);
      else if (wanted === null) this.#enter({ kind: 'idle' });
      else await this.#start(wanted);
    }
  }

  async #start({ takeId, startedAtMs, resumed }: WantedTake): Promise<void> {
    const { rig, desk, who } = this.#options;
    this.#enter({ kind: 'starting', takeId, startedAtMs });
    try {
      const take = {
        meetingId: who.meetingId,
        userId: who.userId,
        role: who.role,
        participantName: who.name,
        sessionId: takeId,
        startedAtServerMs: startedAtMs,
      };
      await this.#patiently(START_RETRY, ['CONFLICT'], () => rig.startTake(take));
      this.#enter({ kind: 'recording', takeId, startedAtMs, resumed });
      desk.send(takeKeyOf({ meetingId: who.meetingId, userId: who.userId, sessionId: takeId }));
    } catch {
      const hasMicrophone = rig.state.get().microphone.kind === 'open';
      const why = hasMicrophone
        ? 'This computer could not start its recording.'
        : 'There is no microphone, so your voice is not being recorded.';
      this.#enter({ kind: 'blocked', takeId, startedAtMs, why });
    }
  }

  async #stop({ takeId, startedAtMs }: { takeId: string; startedAtMs: number }): Promise<void> {
    this.#enter({ kind: 'stopping', takeId, startedAtMs });
    // A stop that fails for good leaves the file on the disk, where the next visit finds it.
    await this.#patiently(STOP_RETRY, ['UNAVAILABLE'], () => this.#options.rig.stopTake()).catch(() => null);
    this.#enter({ kind: 'idle' });
    this.#options.onEnded(takeId);
  }

  #patiently<Result>(policy: RetryPolicy, codes: readonly AppError['code'][], task: () => Promise<Result>) {
    return retry(task, {
      policy,
      signal: this.#closed.signal,
      clock: this.#options.clock ?? systemClock,
      isRetryable: (error) => error instanceof AppError && codes.includes(error.code),
    });
  }

  #enter(phase: TakePhase): void {
    this.#phase = phase;
    this.#options.onPhase(phase);
  }
}
