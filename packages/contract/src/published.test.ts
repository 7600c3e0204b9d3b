import { describe, expect, it } from 'vitest';
import { SOCKET_EVENTS } from './events.ts';
import { LIMITS, RATE_LIMITS, SOCKET_RECONNECTION } from './limits.ts';
import { CLIENT_EVENTS, SERVER_EVENTS } from './room.ts';
import { ROUTES } from './routes.ts';
import { THRESHOLDS, TRACK_FORMAT } from './thresholds.ts';

// What clients were written against. Written out a second time here: a change must be made twice, on purpose.

const PUBLISHED_EVENTS = {
  JOIN_ROOM: 'join-room',
  ROOM_STATE: 'room-state',
  USER_JOINED: 'user-joined',
  USER_LEFT: 'user-left',
  PEER_RECONNECTED: 'peer-reconnected',
  ROOM_FULL: 'room-full',
  DUPLICATE_SESSION: 'duplicate-session',
  OFFER: 'offer',
  ANSWER: 'answer',
  ICE_CANDIDATE: 'ice-candidate',
  START_RECORDING: 'start-recording',
  STOP_RECORDING: 'stop-recording',
  RESUME_RECORDING: 'resume-recording',
  CHAT_MESSAGE: 'chat-message',
  MIC_CHECK: 'mic-check',
  MIC_STATUS: 'mic-status',
  AUDIO_METRICS: 'audio-metrics',
  RECORDING_WARNING: 'recording-warning',
  QUALITY_UPDATE: 'quality-update',
  UPLOAD_PROGRESS: 'upload-progress',
  RECORDINGS_UPDATED: 'recordings-updated',
  PROCESSING_STATUS: 'processing-status',
  PROCESSING_COMPLETE: 'processing-complete',
  RECORDING_REJECTED: 'recording-rejected',
  ERROR: 'error',
};

const FROM_CLIENTS = [
  'join-room',
  'offer',
  'answer',
  'ice-candidate',
  'start-recording',
  'stop-recording',
  'chat-message',
  'mic-check',
  'audio-metrics',
  'upload-progress',
];
const FROM_SERVER = Object.values(PUBLISHED_EVENTS).filter(
  (event) => !['join-room', 'mic-check', 'audio-metrics'].includes(event),
);

describe('events', () => {
  it('have the published names', () => {
    expect(SOCKET_EVENTS).toMatchObject(PUBLISHED_EVENTS);
  });

  it('have names of their own', () => {
    const names = Object.values(SOCKET_EVENTS);
    expect(new Set(names).size).toBe(names.length);
  });

  it('go where they were published to go', () => {
    expect(Object.keys(CLIENT_EVENTS)).toEqual(expect.arrayContaining(FROM_CLIENTS));
    expect(
      Object.keys(SERVER_EVENTS)
        .filter((event) => FROM_SERVER.includes(event))
        .sort(),
    ).toEqual(FROM_SERVER.sort());
  });

  it('each have a schema, or null for "no payload", in at least one direction', () => {
    const described: Record<string, unknown> = { ...CLIENT_EVENTS, ...SERVER_EVENTS };
    for (const event of Object.values(SOCKET_EVENTS)) expect(described).toHaveProperty([event]);
    const known = new Set<string>(Object.values(SOCKET_EVENTS));
    expect(Object.keys(described).filter((event) => !known.has(event))).toEqual([]);
    for (const schema of Object.values(described)) expect(schema === null || schema instanceof Object).toBe(true);
  });

  it('without payload are the published ones', () => {
    const without = Object.entries(SERVER_EVENTS).filter(([, schema]) => schema === null);
    expect(without.map(([event]) => event).sort()).toEqual(['duplicate-session', 'room-full', 'stop-recording']);
  });
});

describe('constants', () => {
  it('are the published limits', () => {
    expect(LIMITS).toMatchObject({
      MAX_PARTICIPANTS: 2,
      MAX_FILE_SIZE: 5 * 1024 ** 3,
      MIN_PART_SIZE: 5 * 1024 ** 2,
      MAX_PART_SIZE: 100 * 1024 ** 2,
      MAX_PARTS: 10_000,
      PRESIGNED_URL_EXPIRY: 3600,
      UPLOAD_URL_EXPIRY: 900,
      GHOST_SOCKET_DELAY_MS: 800,
      SOCKET_PING_INTERVAL: 10_000,
      SOCKET_PING_TIMEOUT: 15_000,
      TITLE_MAX_LENGTH: 255,
      NAME_MAX_LENGTH: 255,
      ALLOWED_CONTENT_TYPES: ['audio/webm', 'audio/mp3', 'audio/wav', 'audio/ogg', 'video/webm', 'video/mp4'],
    });
  });

  it('are the published thresholds', () => {
    expect(THRESHOLDS).toMatchObject({
      MIC_TOO_QUIET: -40,
      MIC_TOO_LOUD: -6,
      NOISE_FLOOR_GOOD: -45,
      NOISE_FLOOR_NOISY: -35,
      NOISE_FLOOR_REJECT: -30,
      CLIP_WARNING_COUNT: 5,
      SILENCE_WARNING_MS: 30_000,
      SILENCE_THRESHOLD: -50,
      OVERLAP_WARNING_PCT: 20,
      TOO_QUIET_DURATION_MS: 10_000,
      P0_SNR_MIN: 25,
      P1_SNR_MIN: 20,
      P2_SNR_MIN: 15,
      P3_SNR_MIN: 10,
      TARGET_RMS_MIN: -26,
      TARGET_RMS_MAX: -20,
      TARGET_LUFS: -23,
    });
  });

  it('are the published rates and retries', () => {
    expect(RATE_LIMITS.general).toEqual({ windowMs: 60_000, max: 100 });
    expect(RATE_LIMITS.multipart).toEqual({ windowMs: 1_000, max: 10 });
    expect(RATE_LIMITS.initiateUpload).toEqual({ windowMs: 60_000, max: 100 });
    expect(SOCKET_RECONNECTION).toEqual({
      reconnection: true,
      reconnectionAttempts: 5,
      reconnectionDelay: 1_000,
      reconnectionDelayMax: 5_000,
    });
  });

  it('agree about the format of a track', () => {
    const { sampleRateHz, channels, bitsPerSample, bytesPerSecond } = TRACK_FORMAT;
    expect(bytesPerSecond).toBe((sampleRateHz * channels * bitsPerSample) / 8);
  });
});

describe('routes', () => {
  it('are the published ones', () => {
    expect(Object.values(ROUTES)).toEqual(
      expect.arrayContaining([
        '/api/meetings',
        '/api/meetings/:id',
        '/api/meetings/:id/status',
        '/api/meetings/:id/assign-host',
        '/api/meetings/:id/assign-guest',
        '/api/upload/url',
        '/api/upload/complete',
        '/api/multipart-upload/initiate',
        '/api/multipart-upload/part-1',
        '/api/multipart-upload/part-url',
        '/api/multipart-upload/complete',
        '/api/multipart-upload/abort',
        '/api/multipart-upload/parts',
        '/api/recordings/:meetingId',
        '/api/recordings/:meetingId/:recordingId/download-url',
        '/api/stats',
        '/health',
      ]),
    );
  });
});
