const BOTTOM_DBFS = -60;

/** Where a level lies on the meter, 0 (−60 dBFS and below) to 1 (full scale). Linear in decibels. */
export function levelPosition(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - BOTTOM_DBFS) / -BOTTOM_DBFS));
}

/** Levels the meter is marked at, dBFS. */
export const LEVEL_TICKS = [-60, -50, -40, -30, -20, -10, 0] as const;
