const FALL_DB_PER_SECOND = 26;
const HOLD_SECONDS = 1.5;
const FLOOR_DBFS = -100;

/**
 * How a meter's needle moves: up at once, down 26 dB a second (the fall of a studio peak meter, IEC
 * 60268-10 type II within its tolerance), so that short peaks can be read. The peak is held for a second
 * and a half and then falls too.
 */
export class LevelBallistics {
  #levelDbfs = FLOOR_DBFS;
  #peakDbfs = FLOOR_DBFS;
  #peakAtSeconds = 0;
  #lastSeconds = 0;

  push(slice: { rmsDbfs: number; peakDbfs: number }, atSeconds: number): void {
    this.#fall(atSeconds);
    this.#levelDbfs = Math.max(this.#levelDbfs, slice.rmsDbfs);
    if (slice.peakDbfs < this.#peakDbfs) return;
    this.#peakDbfs = slice.peakDbfs;
    this.#peakAtSeconds = atSeconds;
  }

  /** What to show at that moment. */
  read(atSeconds: number): { levelDbfs: number; peakDbfs: number } {
    this.#fall(atSeconds);
    return { levelDbfs: this.#levelDbfs, peakDbfs: this.#peakDbfs };
  }

  #fall(atSeconds: number): void {
    const elapsed = Math.max(0, atSeconds - this.#lastSeconds);
    this.#levelDbfs = Math.max(FLOOR_DBFS, this.#levelDbfs - elapsed * FALL_DB_PER_SECOND);
    const fallsSince = Math.max(this.#lastSeconds, this.#peakAtSeconds + HOLD_SECONDS);
    this.#peakDbfs = Math.max(FLOOR_DBFS, this.#peakDbfs - Math.max(0, atSeconds - fallsSince) * FALL_DB_PER_SECOND);
    this.#lastSeconds = Math.max(this.#lastSeconds, atSeconds);
  }
}
