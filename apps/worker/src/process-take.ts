import {
  TRACK_FORMAT,
  type ProcessingProgress,
  type ProcessingResult,
  type ProcessSessionMessage,
} from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { ObjectStore } from '@audio-studio/ports';
import type { Analysis, AnalysisPlan } from './analysis/analysis.ts';
import { ProgressReporter } from './progress.ts';
import { rejectedResult } from './rejection.ts';
import { classify } from './stages/classify.ts';
import { storeOverview } from './stages/preprocess.ts';
import { syncTracks } from './stages/sync.ts';
import { inspectTracks, measureTracks } from './stages/validate.ts';
import { forEachRole, objectKeys } from './track.ts';

export interface ProcessTakeDeps {
  objects: ObjectStore;
  openAnalysis: (plan: AnalysisPlan, signal: AbortSignal) => Analysis;
  /** Told of each step and of its progress; must not throw. */
  publish: (progress: ProcessingProgress) => void;
  clock: Clock;
}

/**
 * Takes two stored tracks to a result: syncing → validating → classifying → preprocessing → complete.
 * A file that cannot be used is a result (rejected); rejects only for what may pass (storage, a crashed
 * analysis) and when the signal fires. The same message gives the same result, apart from its timing.
 */
export async function processTake(
  message: ProcessSessionMessage,
  deps: ProcessTakeDeps,
  signal: AbortSignal,
): Promise<ProcessingResult> {
  const { objects, clock } = deps;
  const { roomId, sessionId } = message;
  const startedMs = clock.monotonicMs();
  const processingTimeMs = () => Math.round(clock.monotonicMs() - startedMs);
  const keys = objectKeys(message);

  const sizes = await forEachRole(async (role) => (await objects.head(keys[role], signal))?.sizeBytes ?? 0);
  const progress = new ProgressReporter({
    audioSeconds: (sizes.host + sizes.guest) / TRACK_FORMAT.bytesPerSecond,
    publish: (report) => deps.publish({ roomId, sessionId, ...report }),
    clock,
  });

  progress.enter('syncing');
  const timeLine = syncTracks(message);

  progress.enter('validating');
  const inspection = await inspectTracks(keys, objects, signal);
  if (inspection.status === 'rejected') return rejectedResult(message, inspection.rejections, processingTimeMs());
  const { tracks } = inspection;
  const { offsetSeconds } = timeLine;
  const sampleCount = { host: tracks.host.sampleCount, guest: tracks.guest.sampleCount };
  const analysis = deps.openAnalysis({ sampleCount, offsetSeconds }, signal);
  try {
    const measurement = await measureTracks(tracks, { objects, analysis }, signal, (share) => progress.advance(share));
    if (measurement.status === 'rejected') return rejectedResult(message, measurement.rejections, processingTimeMs());
    const { levels } = measurement;

    progress.enter('classifying');
    const { conversation, ...verdict } = await classify(levels, analysis, (share) => progress.advance(share));

    progress.enter('preprocessing');
    await storeOverview({ message, offsetSeconds, levels, conversation }, objects, signal);

    progress.complete();
    const { profile, metrics, reasons, suggestions } = verdict;
    const warnings = [...timeLine.warnings, ...inspection.warnings, ...verdict.warnings];
    const common = { roomId, sessionId, profile, metrics, reasons, warnings, processingTimeMs: processingTimeMs() };
    return profile === 'P4'
      ? { ...common, status: 'rejected', rejectionReason: rejectionReason(reasons), suggestions }
      : { ...common, status: 'completed' };
  } finally {
    await analysis.close();
  }
}

function rejectionReason(reasons: readonly string[]): string {
  return `This take is not usable as it is. ${reasons.map((reason) => `${reason}.`).join(' ')}`;
}
