/** Arrival time is looked at in cells of this length; of each only its most punctual block counts. */
const CELL_MS = 100;
/** Cells with arrivals on which the present level of the envelope rests: two seconds. */
const WINDOW_CELLS = 20;
const HALF_CELLS = WINDOW_CELLS / 2;
/** A tail shorter than this at the end of a stream may be a stall as well as a loss. */
const LEAST_TAIL_CELLS = 5;
const SHORT_TAIL_CONFIDENCE = 0.5;
/** A stream that has just begun comes in bursts and gaps: its first second is not looked at. */
const STARTING_CELLS = 10;
/** So long a first view of a stream may still be corrected downwards: it may have begun in a stall. */
const SETTLING_CELLS = 40;
/** Both halves of the window must agree so well, or the stream is still catching up. */
const AGREEMENT_MS = 3;
/** The envelope must leave its line by more than this. Below the 10 ms to be found by what jitter may take. */
const LEAST_STEP_MS = 6;
/** What clearly lies off a level, in view of the scatter of the envelope itself. */
const LOCATION_MARGIN_MS = 1.5;
const INSERTION_MARGIN_MS = 3;
/** So long a new level must stand as it is: blocks of before, late by chance, may still be in the window. */
const STANDING_CELLS = 4;
/** Off the line for so long without coming to rest: something is being lost all the time, so say how much. */
const LONGEST_DOUBT_CELLS = 100;
const KEPT_CELLS = LONGEST_DOUBT_CELLS + 2 * WINDOW_CELLS;
/** No sound card is off by more; what drifts faster is losing samples. 300 ppm. */
const MAX_DRIFT_MS_PER_MS = 300e-6;

/** One discontinuity of a stream of samples, as the clock shows it. */
export interface ClockStep {
  /** Frames delivered up to where it happened, by estimate; see {@link ClockStepDetector} for how exact. */
  atFrame: number;
  /** Positive: so many frames are missing. Negative: so many were inserted. At the stream's rate. */
  frames: number;
  /** 0…1: how much of the step the scatter of the arrivals cannot explain; less when it was cut short. */
  confidence: number;
}

/** The most punctual block of a tenth of a second. */
interface Cell {
  index: number;
  /** Its lateness against its own frame count, milliseconds from an arbitrary zero. */
  latenessMs: number;
  atFrame: number;
  /** Frames delivered at the end of the cell. */
  endFrame: number;
}

/**
 * Finds lost and inserted samples in a stream by holding its frame count against the clock.
 *
 * Method. A block of a stream without loss arrives at t = t₀ + frames / rate + delay, where the delay
 * is never negative: a busy computer hands a block over late, never early. So the lateness
 * t − frames / rate has a lower envelope that is a straight line, its slope the drift of the sound
 * card against the clock (Moon, Skelly, Towsley, "Estimation and Removal of Clock Skew from Network
 * Delay Measurements", INFOCOM 1999, §III, for one line over one record). A loss lifts the envelope
 * for good and an insertion lowers it for good; a stall only leaves it for a while. The envelope is
 * taken here as the least lateness of the last two seconds in which anything arrived, and the line is
 * followed piecewise: it moves towards the envelope at no more than 300 ppm. A step is where the
 * envelope has left the line by more than 6 ms and has come to rest: both halves of its two seconds
 * agree to 3 ms, and do so for 0.4 s. The line then goes on from the new level. What never comes to
 * rest (samples being lost without end), or drifts faster than any sound card, is told in portions.
 *
 * Exactness, with blocks of at most 50 ms whose delays scatter by up to 10 ms and stalls besides:
 * every step of 10 ms or more that stands for 3 s is found, its length to ±3 ms, its place to
 * ±0.5 s, 2.5 s (with stalls up to 4 s) after it happened. Steps closer together are told as their
 * sum. Not found: a step in the first three seconds of a stream, and an insertion in its first four.
 *
 * Cost: constant memory for any length of stream; per block a comparison, ten times a second a look at
 * 140 numbers.
 */
export class ClockStepDetector {
  readonly #msPerFrame: number;
  readonly #cells: Cell[] = [];
  #open: Cell | undefined;
  #cellCount = 0;
  #lineMs: number | undefined;
  #lineIndex = 0;
  #doubtCells = 0;
  #standingCells = 0;
  #lastFrame = 0;

  /** @throws RangeError for a rate that is not positive */
  constructor(options: { sampleRateHz: number }) {
    if (!(options.sampleRateHz > 0)) throw new RangeError(`sample rate of ${options.sampleRateHz} Hz`);
    this.#msPerFrame = 1000 / options.sampleRateHz;
  }

  /**
   * @param arrival.frame frames delivered up to the end of the block that arrived
   * @param arrival.timeMs when it arrived, by a clock that never jumps, milliseconds
   * @returns the step that this block made certain, which lies a little over two seconds back
   */
  push({ frame, timeMs }: { frame: number; timeMs: number }): ClockStep | undefined {
    const index = Math.floor(timeMs / CELL_MS);
    const latenessMs = timeMs - frame * this.#msPerFrame;
    this.#lastFrame = frame;
    const open = this.#open;
    if (open !== undefined && index <= open.index) {
      open.endFrame = frame;
      if (latenessMs <= open.latenessMs) {
        open.latenessMs = latenessMs;
        open.atFrame = frame;
      }
      return undefined;
    }
    this.#open = { index, latenessMs, atFrame: frame, endFrame: frame };
    return open === undefined ? undefined : this.#close(open);
  }

  /**
   * When the last frame pushed was due, by the line: its arrival without the delay of its own block.
   * On the time scale of the arrivals; undefined while there is no line yet.
   */
  get lastFrameDueMs(): number | undefined {
    return this.#lineMs === undefined ? undefined : this.#lineMs + this.#lastFrame * this.#msPerFrame;
  }

  /**
   * The stream ends here: a step too young to be told otherwise is told if the last half second at
   * least speaks for it. A shorter tail is a stall as likely as a loss.
   */
  finish(): ClockStep | undefined {
    const open = this.#open;
    this.#open = undefined;
    const step = open === undefined ? undefined : this.#close(open);
    const lineMs = this.#lineMs;
    if (step !== undefined || lineMs === undefined) return step;
    const tail = this.#cells.slice(-WINDOW_CELLS);
    const offCells = tail.length - 1 - tail.findLastIndex((cell) => cell.latenessMs - lineMs <= LEAST_STEP_MS);
    // Nothing arrives early: one block before the line is an insertion.
    const leastMs = leastLateness(tail);
    const isSettled = this.#cellCount > SETTLING_CELLS;
    const isInserted = isSettled && leastMs - lineMs < -LEAST_STEP_MS;
    if (!isInserted && offCells < LEAST_TAIL_CELLS) return undefined;
    const levelMs = isInserted ? leastMs : leastLateness(tail, -LEAST_TAIL_CELLS);
    this.#moveLine(levelMs, this.#lineIndex);
    return this.#step(lineMs, levelMs, SHORT_TAIL_CONFIDENCE);
  }

  #close(cell: Cell): ClockStep | undefined {
    this.#cellCount += 1;
    if (this.#cellCount <= STARTING_CELLS) return undefined;
    this.#cells.push(cell);
    if (this.#cells.length > KEPT_CELLS) this.#cells.shift();
    if (this.#cells.length < WINDOW_CELLS) return undefined;
    const olderMs = leastLateness(this.#cells, -WINDOW_CELLS, -HALF_CELLS);
    const newerMs = leastLateness(this.#cells, -HALF_CELLS);
    const levelMs = Math.min(olderMs, newerMs);
    const disagreementMs = Math.abs(olderMs - newerMs);
    const lineMs = this.#lineMs;
    if (lineMs === undefined || (levelMs < lineMs && this.#cellCount <= SETTLING_CELLS)) {
      this.#moveLine(levelMs, cell.index);
      return undefined;
    }
    if (Math.abs(levelMs - lineMs) <= LEAST_STEP_MS) {
      this.#follow(lineMs, levelMs, cell.index);
      return undefined;
    }
    this.#doubtCells += 1;
    this.#standingCells = disagreementMs > AGREEMENT_MS ? 0 : this.#standingCells + 1;
    if (this.#standingCells < STANDING_CELLS && this.#doubtCells < LONGEST_DOUBT_CELLS) return undefined;
    const step = this.#step(lineMs, levelMs, 1 - Math.min(1, disagreementMs / Math.abs(levelMs - lineMs)));
    this.#moveLine(levelMs, cell.index);
    return step;
  }

  #follow(lineMs: number, levelMs: number, index: number): void {
    const mayMoveMs = (index - this.#lineIndex) * CELL_MS * MAX_DRIFT_MS_PER_MS;
    this.#moveLine(lineMs + Math.max(-mayMoveMs, Math.min(mayMoveMs, levelMs - lineMs)), index);
  }

  #moveLine(lineMs: number, index: number): void {
    this.#lineMs = lineMs;
    this.#lineIndex = index;
    this.#doubtCells = 0;
    this.#standingCells = 0;
  }

  #step(lineMs: number, levelMs: number, confidence: number): ClockStep {
    const frames = Math.round((levelMs - lineMs) / this.#msPerFrame);
    const atFrame = frames > 0 ? this.#lastFrameBefore(levelMs) : this.#frameOfInsertion(lineMs);
    return { atFrame, frames, confidence };
  }

  /** A loss lies behind the last block that arrived earlier than any block behind the loss can. */
  #lastFrameBefore(levelMs: number): number {
    const last = this.#cells.findLast((cell) => cell.latenessMs < levelMs - LOCATION_MARGIN_MS);
    return (last ?? this.#cells[0]).atFrame;
  }

  /** An insertion lies before the first block that arrived earlier than any block before it can. */
  #frameOfInsertion(lineMs: number): number {
    const from = Math.max(0, this.#cells.length - Math.max(WINDOW_CELLS, this.#doubtCells + HALF_CELLS));
    const first = this.#cells.findIndex(
      (cell, index) => index >= from && cell.latenessMs < lineMs - INSERTION_MARGIN_MS,
    );
    return this.#cells[Math.max(0, first - 1)].endFrame;
  }
}

function leastLateness(cells: readonly Cell[], from = -cells.length, to = 0): number {
  let leastMs = Infinity;
  for (let index = cells.length + from; index < cells.length + to; index += 1)
    leastMs = Math.min(leastMs, cells[index].latenessMs);
  return leastMs;
}
