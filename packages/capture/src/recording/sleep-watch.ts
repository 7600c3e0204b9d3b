import type { ClockStep } from '@audio-studio/dsp';
import { TRACK_FORMAT } from '@audio-studio/contract';

/** A clock that is merely put right moves by less. */
const LEAST_SLEEP_MS = 2_000;
/** The server's clock is known to half a round trip. */
const AGREEMENT_MS = 1_000;
const FRAMES_PER_MS = TRACK_FORMAT.sampleRateHz / 1000;

/** A moment when this computer's calendar went on and nothing else did. */
interface Suspicion {
  atFrame: number;
  sleptMs: number;
  serverOffsetMs: number;
}

/**
 * Notices that the computer slept. On some systems the monotonic clock stands still meanwhile, just
 * as the sound card does, so that holding one against the other shows nothing; only the calendar has
 * gone on. A calendar may also have been set by hand: the server, whose clock nobody here can set, has
 * to agree. It is asked every few seconds; where it cannot be, sleep is what is believed in the end.
 */
export class SleepWatch {
  readonly #monotonicMs: () => number;
  readonly #calendarMs: () => number;
  #differenceMs: number;
  #suspicions: Suspicion[] = [];

  constructor(clocks: { monotonicMs: () => number; calendarMs: () => number }) {
    this.#monotonicMs = clocks.monotonicMs;
    this.#calendarMs = clocks.calendarMs;
    this.#differenceMs = this.#difference();
  }

  /**
   * To be called often. Answers whether the calendar has jumped ahead since the last call.
   *
   * @param atFrame how far the source is now, frames
   * @param serverOffsetMs the server's clock minus this computer's monotonic one
   */
  look(atFrame: number, serverOffsetMs: number): boolean {
    const before = this.#differenceMs;
    this.#differenceMs = this.#difference();
    const sleptMs = this.#differenceMs - before;
    if (sleptMs < LEAST_SLEEP_MS) return false;
    this.#suspicions.push({ atFrame, sleptMs, serverOffsetMs });
    return true;
  }

  /** The losses that the server's clock, as it is known now, agrees with; each is answered once. */
  confirmed(serverOffsetMs: number): ClockStep[] {
    const isConfirmed = (each: Suspicion) =>
      Math.abs(serverOffsetMs - each.serverOffsetMs - each.sleptMs) < AGREEMENT_MS;
    const steps = this.#suspicions.filter(isConfirmed).map((each) => stepOf(each, 1));
    this.#suspicions = this.#suspicions.filter((each) => !isConfirmed(each));
    return steps;
  }

  /** What the server did not get to confirm; forgets it. */
  unconfirmed(): ClockStep[] {
    const steps = this.#suspicions.map((each) => stepOf(each, 0.5));
    this.#suspicions = [];
    return steps;
  }

  #difference(): number {
    return this.#calendarMs() - this.#monotonicMs();
  }
}

function stepOf({ atFrame, sleptMs }: Suspicion, confidence: number): ClockStep {
  return { atFrame, frames: Math.round(sleptMs * FRAMES_PER_MS), confidence };
}
