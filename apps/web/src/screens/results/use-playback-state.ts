import { useOptionalSnapshot } from '../../ui/use-snapshot.ts';
import type { PlaybackSnapshot, SyncedPlayback } from './synced-playback.ts';

const SILENT: PlaybackSnapshot = { phase: 'paused', muted: new Set(), solo: null, failed: new Set() };

/** What is played and heard; as if paused while there is no sound. */
export function usePlaybackState(playback: SyncedPlayback | null): PlaybackSnapshot {
  return useOptionalSnapshot(playback?.state) ?? SILENT;
}
