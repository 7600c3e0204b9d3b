import { TRACK_FORMAT } from '@audio-studio/contract';

export interface StorageEstimateReport {
  /** What this site may still store here, bytes; Infinity where the browser does not say. */
  freeBytes: number;
  /** Hours of one track that fit, at 96 kB/s. */
  hoursLeft: number;
  /** The browser promised not to clear this site's data by itself. */
  persisted: boolean;
}

export async function estimateStorage(): Promise<StorageEstimateReport> {
  const storage = navigator.storage as StorageManager | undefined;
  const { quota, usage } = (await storage?.estimate?.()) ?? {};
  const freeBytes = quota === undefined ? Infinity : Math.max(0, quota - (usage ?? 0));
  const persisted = (await storage?.persisted?.()) ?? false;
  return { freeBytes, hoursLeft: freeBytes / TRACK_FORMAT.bytesPerSecond / 3600, persisted };
}

/** Asks the browser never to clear this site's data by itself; true when it agreed (or had). */
export async function requestPersistence(): Promise<boolean> {
  const storage = navigator.storage as StorageManager | undefined;
  return (await storage?.persist?.()) ?? false;
}
