import { framePower, powerToDb, type FrameMask } from '@audio-studio/dsp';

/** Mean level of the frames in which somebody speaks, dBFS; null when nobody does. */
export function speechLevelDbfs(band: Float32Array, activity: FrameMask): number | null {
  const power = framePower(band);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < power.length; i += 1) {
    if (activity[i] !== 1) continue;
    sum += power[i]!;
    count += 1;
  }
  return count === 0 ? null : powerToDb(sum / count);
}
