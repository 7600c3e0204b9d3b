import type { RecordingClient } from './recording-client.ts';

/** Recorders of this page and the take each is at. */
const recorders = new Map<string, RecordingClient>();

/** Says that this page records a take, so that it can be sent while it grows. Returns the end of it. */
export function announceLiveTake(takeKey: string, recorder: RecordingClient): () => void {
  recorders.set(takeKey, recorder);
  return () => {
    if (recorders.get(takeKey) === recorder) recorders.delete(takeKey);
  };
}

/** A port to the worker that records the take, or null when no recorder of this page does. */
export function openLiveTake(takeKey: string): MessagePort | null {
  const recorder = recorders.get(takeKey);
  if (recorder === undefined) return null;
  const { port1, port2 } = new MessageChannel();
  // Fails only when the worker is gone; then nothing comes over the port and the take's lock is free.
  recorder.call('openReader', { takeKey, port: port1 }, [port1]).catch(() => undefined);
  return port2;
}
