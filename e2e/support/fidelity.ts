/** How a recording compares with a reference of the same samples. */
export interface Comparison {
  /** Where the recording begins in the reference, samples; −1 when it was not found. */
  offsetSamples: number;
  comparedSamples: number;
  /** Samples that differ at all. */
  differingSamples: number;
  firstDifferenceSeconds: number | undefined;
}

/** Finds the recording in the reference by its first loud second and compares every sample from there on. */
export function compareSamples(recording: Int16Array, reference: Int16Array): Comparison {
  const loud = recording.findIndex((sample) => Math.abs(sample) > 500);
  const needle = recording.subarray(loud, loud + 4_800);
  const at = loud < 0 ? -1 : indexOfRun(reference, needle);
  if (at < 0)
    return { offsetSamples: -1, comparedSamples: 0, differingSamples: recording.length, firstDifferenceSeconds: 0 };
  const offset = at - loud;
  const from = Math.max(0, -offset);
  const to = Math.min(recording.length, reference.length - offset);
  let differing = 0;
  let first: number | undefined;
  for (let i = from; i < to; i += 1) {
    if (recording[i] === reference[i + offset]) continue;
    differing += 1;
    first ??= i / 48_000;
  }
  return {
    offsetSamples: offset,
    comparedSamples: to - from,
    differingSamples: differing,
    firstDifferenceSeconds: first,
  };
}

function indexOfRun(hay: Int16Array, needle: Int16Array): number {
  for (let at = 0; at + needle.length <= hay.length; at += 1) {
    let i = 0;
    while (i < needle.length && hay[at + i] === needle[i]) i += 1;
    if (i === needle.length) return at;
  }
  return -1;
}
