/** A loss (positive) or an insertion (negative) of `ms` at second `atSeconds` of the stream. */
export interface InjectedStep {
  atSeconds: number;
  ms: number;
}

export interface ArrivalOptions {
  seconds: number;
  seed: number;
  steps?: readonly InjectedStep[];
  /** Fixed part of the sound card's drift, parts per million. */
  driftPpm?: number;
  /** Swing of the drift with temperature over an hour, parts per million either way. */
  wanderPpm?: number;
  /** Stalls of 10–200 ms per minute: whatever was due meanwhile arrives at its end, at once. */
  stallsPerMinute?: number;
}

/** How a way of capture hands its blocks over. */
export interface CaptureModel {
  blockFrames: number;
  /** How long the block that ends with `frame` takes from its last sample's capture to its arrival. */
  delayMs: (frame: number, random: () => number) => number;
}

export const ARRIVAL_RATE_HZ = 48_000;
const FRAMES_PER_MS = ARRIVAL_RATE_HZ / 1000;

/** `MediaStreamTrackProcessor`: 10 ms blocks, delays of a quarter millisecond, now and then of some. */
export const TRACK_PROCESSOR: CaptureModel = {
  blockFrames: 480,
  delayMs: (_frame, random) => exponential(random, 0.25) + (random() < 0.002 ? 8 * random() : 0),
};

/**
 * An `AudioWorklet` with batches of 2048: quanta are run in bursts, one per buffer of the device, so
 * that a batch waits up to a whole buffer. 10 ms scatter by 2.9 ms.
 */
export function audioWorklet(bufferFrames = 480): CaptureModel {
  return {
    blockFrames: 2048,
    delayMs: (frame, random) =>
      (Math.ceil(frame / bufferFrames) * bufferFrames - frame) / FRAMES_PER_MS + exponential(random, 0.3),
  };
}

/** The same scatter without any rhythm. */
export const SCATTERED_WORKLET: CaptureModel = {
  blockFrames: 2048,
  delayMs: (_frame, random) => 10 * random(),
};

/** Calls back for each block in turn with the frames delivered up to its end and its moment of arrival. */
export function simulateArrivals(
  model: CaptureModel,
  options: ArrivalOptions,
  onArrival: (frame: number, timeMs: number) => void,
): void {
  const { seconds, seed, steps = [], driftPpm = 0, wanderPpm = 0, stallsPerMinute = 0 } = options;
  const random = seededRandom(seed);
  const pending = steps.toSorted((a, b) => a.atSeconds - b.atSeconds);
  const blockMs = model.blockFrames / FRAMES_PER_MS;
  const nextStall = () => (stallsPerMinute > 0 ? exponential(random, 60_000 / stallsPerMinute) : Infinity);
  const startMs = 1_000_000 * random();
  let capturedMs = 0;
  let stallFromMs = nextStall();
  let stallToMs = -Infinity;
  let earliestMs = 0;
  let lostMs = 0;
  for (let frame = model.blockFrames; capturedMs < seconds * 1000; frame += model.blockFrames) {
    const wander = wanderPpm === 0 ? 0 : wanderPpm * Math.sin((2 * Math.PI * capturedMs) / 3_600_000);
    capturedMs += blockMs * (1 + (driftPpm + wander) * 1e-6);
    while (pending.length > 0 && capturedMs + lostMs >= pending[0].atSeconds * 1000) lostMs += pending.shift()!.ms;
    let timeMs = capturedMs + lostMs + model.delayMs(frame, random);
    while (timeMs > stallFromMs) {
      stallToMs = stallFromMs + 10 + 190 * random();
      stallFromMs = stallToMs + nextStall();
    }
    if (timeMs < stallToMs) timeMs = stallToMs;
    // One block is handled after the other.
    timeMs = Math.max(timeMs, earliestMs);
    earliestMs = timeMs + 0.02;
    onArrival(frame, startMs + timeMs);
  }
}

/** Uniform in [0, 1): mulberry32, 32 bits of state. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function exponential(random: () => number, mean: number): number {
  return -mean * Math.log(1 - random());
}
