/** Every Socket.IO event name. The first block is the published protocol, the second our additions. */
export const SOCKET_EVENTS = {
  // Room
  JOIN_ROOM: 'join-room',
  ROOM_STATE: 'room-state',
  USER_JOINED: 'user-joined',
  USER_LEFT: 'user-left',
  PEER_RECONNECTED: 'peer-reconnected',
  ROOM_FULL: 'room-full',
  DUPLICATE_SESSION: 'duplicate-session',
  // WebRTC signaling
  OFFER: 'offer',
  ANSWER: 'answer',
  ICE_CANDIDATE: 'ice-candidate',
  // Recording control
  START_RECORDING: 'start-recording',
  STOP_RECORDING: 'stop-recording',
  RESUME_RECORDING: 'resume-recording',
  // Chat
  CHAT_MESSAGE: 'chat-message',
  // Green room
  MIC_CHECK: 'mic-check',
  MIC_STATUS: 'mic-status',
  // Metrics while recording
  AUDIO_METRICS: 'audio-metrics',
  RECORDING_WARNING: 'recording-warning',
  QUALITY_UPDATE: 'quality-update',
  // Upload and processing
  UPLOAD_PROGRESS: 'upload-progress',
  RECORDINGS_UPDATED: 'recordings-updated',
  PROCESSING_STATUS: 'processing-status',
  PROCESSING_COMPLETE: 'processing-complete',
  RECORDING_REJECTED: 'recording-rejected',
  // Error
  ERROR: 'error',

  // Additions: a client that does not know them loses nothing of the above.
  /** Hear about a meeting without taking one of its two seats (results page, organizer). */
  WATCH_ROOM: 'watch-room',
  /** One round trip of the clock-offset measurement; answered through the acknowledgement. */
  TIME_SYNC: 'time-sync',
  /** Where a participant is and whether their live sound is muted. */
  PARTICIPANT_STATE: 'participant-state',
  /** "Retake from here": a point in the running take worth finding again. */
  ADD_MARKER: 'add-marker',
  MARKER_ADDED: 'marker-added',
} as const;

export type SocketEventName = (typeof SOCKET_EVENTS)[keyof typeof SOCKET_EVENTS];
