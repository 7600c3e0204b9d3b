import { LIMITS } from '@audio-studio/contract';
import type { LinkPressureGate } from './link-pressure.ts';
import type { LiveFile } from './live-file.ts';
import { beginMultipart, copyHeader, restoreParts, sendPart, settlePart } from './multipart-parts.ts';
import { PartPlan } from './part-plan.ts';
import { UploadContext, type PartJob, type UploadDeps } from './upload-context.ts';
import { UploadFault } from './upload-fault.ts';
import type { UploadStateRow } from './upload-state.ts';

const PART_BYTES = LIMITS.UPLOAD_PART_SIZE;
/** After what no retry helps. There is time: what did not go up during the take goes up after it. */
const LATER_MS = 60_000;
/** While the call has it a little hard, a part is followed by a rest so many times as long as it took. */
const REST_FACTOR = 3;
/** A part given up for the call is begun again after so long; each time in a row after twice that. */
const FIRST_HOLD_OFF_MS = 15_000;
const MAX_HOLD_OFF_MS = 240_000;

/** A take that is still being recorded. */
export interface LiveJob extends PartJob {
  file: LiveFile;
}

/**
 * Sends each part of a running take as soon as it is whole, one at a time, and gives way to the live call.
 * Answers when the take has ended and nothing is on its way any more: whoever then sends the finished
 * file finds, by the state kept on this device and the server's list, that only its tail is left.
 *
 * A take that never has more than one part leaves no trace: it goes in one PUT after its end.
 *
 * @throws the signal's reason when aborted; nothing else
 */
export async function uploadWhileRecording(
  job: LiveJob,
  deps: UploadDeps,
  pressure: LinkPressureGate,
  signal: AbortSignal,
): Promise<void> {
  const running = AbortSignal.any([signal, job.file.ended]);
  const live = new LiveUpload(new UploadContext<LiveJob>(job, deps, running), pressure, signal);
  while (!running.aborted) {
    try {
      await live.run();
    } catch (error) {
      if (running.aborted) break;
      // Begun anew then, as nothing that was sent is there any more.
      if (error instanceof UploadFault && error.kind === 'unknown-upload') await deps.states.delete(job.takeKey);
      else deps.onTrouble(error instanceof UploadFault ? error : new UploadFault('server', { cause: error }));
      await deps.clock.sleep(LATER_MS, running).catch(() => undefined);
    }
  }
  signal.throwIfAborted();
}

class LiveUpload {
  readonly #context: UploadContext<LiveJob>;
  readonly #pressure: LinkPressureGate;
  /** Outlives the take: what is being sent at its end is sent to its end. */
  readonly #outer: AbortSignal;
  #holdOffMs = FIRST_HOLD_OFF_MS;

  constructor(context: UploadContext<LiveJob>, pressure: LinkPressureGate, outer: AbortSignal) {
    this.#context = context;
    this.#pressure = pressure;
    this.#outer = outer;
  }

  /** Never answers: throws when the take ends, or what went wrong for good. */
  async run(): Promise<never> {
    const { job, deps, signal } = this.#context;
    const plan = new PartPlan();
    await job.file.whenLarger(PART_BYTES, signal);
    plan.grow(job.file.sizeBytes, { isFinal: false });
    const state = await this.#open(plan);
    deps.onBytesSent(plan.leadingBytes);
    await this.#givingWay((putSignal) => copyHeader(this.#context, state, putSignal));
    for (;;) {
      plan.grow(job.file.sizeBytes, { isFinal: false });
      const part = plan.take();
      if (part === undefined) {
        await job.file.whenLarger((plan.totalParts + 1) * PART_BYTES - 1, signal);
        continue;
      }
      const beganMs = deps.clock.monotonicMs();
      const etag = await this.#givingWay((putSignal) => sendPart(this.#context, state, part, putSignal));
      await settlePart(this.#context, plan, state, { partNumber: part.partNumber, etag });
      deps.onBytesSent(plan.leadingBytes);
      await this.#rest(REST_FACTOR * (deps.clock.monotonicMs() - beganMs));
    }
  }

  async #open(plan: PartPlan): Promise<UploadStateRow> {
    const { job, deps } = this.#context;
    const state = await deps.states.get(job.takeKey);
    if (state === undefined) return beginMultipart(this.#context, plan);
    await restoreParts(this.#context, plan, state);
    return state;
  }

  /** Sends when the call allows; what is on its way when the call gets into trouble is given up and sent later. */
  async #givingWay<Result>(send: (putSignal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { deps, signal } = this.#context;
    for (;;) {
      if (this.#pressure.level === 'high') deps.onTrouble(new UploadFault('yielded'));
      await this.#pressure.whenAnyOf(['none', 'some'], signal);
      const givenUp = new AbortController();
      const end = this.#pressure.onHigh(() => givenUp.abort(new UploadFault('yielded')));
      try {
        const result = await send(AbortSignal.any([this.#outer, givenUp.signal]));
        this.#holdOffMs = FIRST_HOLD_OFF_MS;
        return result;
      } catch (error) {
        if (!(error instanceof UploadFault) || error.kind !== 'yielded') throw error;
        deps.onTrouble(error);
        await deps.clock.sleep(this.#holdOffMs, signal);
        this.#holdOffMs = Math.min(2 * this.#holdOffMs, MAX_HOLD_OFF_MS);
      } finally {
        end();
      }
    }
  }

  /** Cut short when the call has no trouble any more. */
  async #rest(restMs: number): Promise<void> {
    if (this.#pressure.level === 'none') return;
    const { deps, signal } = this.#context;
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([
      deps.clock.sleep(restMs, either).catch(() => undefined),
      this.#pressure.whenAnyOf(['none'], either).catch(() => undefined),
    ]);
    over.abort();
    signal.throwIfAborted();
  }
}
