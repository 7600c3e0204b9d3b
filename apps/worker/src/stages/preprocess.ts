import { overviewKey, type ProcessSessionMessage, type Role, type TakeOverview } from '@audio-studio/contract';
import type { ObjectStore } from '@audio-studio/ports';
import type { Conversation, TrackLevels } from '../analysis/analysis.ts';
import { durationSeconds, ROLES, type ByRole } from '../track.ts';

export interface TakeDrawing {
  message: ProcessSessionMessage;
  offsetSeconds: ByRole<number>;
  levels: ByRole<TrackLevels>;
  conversation: Conversation;
}

/** What the results page draws: both waveforms, who spoke when, on one time line. */
export function takeOverview({ message, offsetSeconds, levels, conversation }: TakeDrawing): TakeOverview {
  const recordingIds = { host: message.hostRecordingId ?? null, guest: message.guestRecordingId ?? null };
  const track = (role: Role) => ({
    role,
    recordingId: recordingIds[role],
    durationSeconds: durationSeconds(levels[role].sampleCount),
    offsetSeconds: offsetSeconds[role],
    peaks: levels[role].peaks,
    peaksPerSecond: levels[role].peaksPerSecond,
    speech: conversation.tracks[role].speech,
  });
  const tracks = ROLES.map(track);
  return {
    sessionId: message.sessionId,
    durationSeconds: Math.max(...tracks.map((each) => each.offsetSeconds + each.durationSeconds)),
    tracks,
    overlap: conversation.overlap,
  };
}

/** Stores the overview under its one key; doing it again writes the same. */
export async function storeOverview(
  drawing: TakeDrawing,
  objects: Pick<ObjectStore, 'put'>,
  signal?: AbortSignal,
): Promise<void> {
  const { roomId, sessionId } = drawing.message;
  const bytes = new TextEncoder().encode(JSON.stringify(takeOverview(drawing)));
  await objects.put(overviewKey(roomId, sessionId), bytes, { contentType: 'application/json' }, signal);
}
