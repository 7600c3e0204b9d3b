import type { RoomConnection } from './room-connection.ts';

/** `audio-metrics`: answered to the room by warnings and the running estimate of the take's quality. */
export function handleLiveMetrics(connection: RoomConnection): void {
  const { studio } = connection.deps;
  connection.on('audio-metrics', async (report) => {
    const { meetingId, role } = connection.requireSeat();
    const state = await studio.takes.state(meetingId);
    // A report that was on its way when the take stopped is nobody's fault and nothing to tell.
    if (!state.isRecording || state.sessionId !== report.sessionId) return;
    for (const warning of studio.liveMetrics.ingest(meetingId, role, report)) {
      studio.gateway.broadcast(meetingId, 'recording-warning', warning);
    }
    studio.gateway.broadcast(meetingId, 'quality-update', studio.liveMetrics.quality(meetingId, report.sessionId));
  });
}
