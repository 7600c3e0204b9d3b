import { describe, expect, it } from 'vitest';
import { SOCKET_EVENTS as E } from './events.ts';
import { CLIENT_EVENTS, SERVER_EVENTS } from './room.ts';

const ROOM = '6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11';
const USER = '0a8f4a44-3c0c-4b53-8c4f-2f1f3a9d7e22';

/** What a client written from the published protocol alone sends. */
const SENT: Record<string, unknown> = {
  [E.JOIN_ROOM]: { roomId: ROOM, role: 'host', userId: USER },
  [E.OFFER]: { target: 'socket-1', sdp: { type: 'offer', sdp: 'v=0' } },
  [E.ANSWER]: { target: 'socket-1', sdp: { type: 'answer', sdp: 'v=0' } },
  [E.ICE_CANDIDATE]: { target: 'socket-1', candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } },
  [E.START_RECORDING]: { roomId: ROOM },
  [E.STOP_RECORDING]: { roomId: ROOM },
  [E.CHAT_MESSAGE]: { roomId: ROOM, message: 'hello', sender: 'Ann', role: 'host' },
  [E.MIC_CHECK]: { rms: -20, peak: -3, noiseFloor: -60, isClipping: false },
  [E.AUDIO_METRICS]: {
    sessionId: USER,
    timestamp: 1,
    rms: -20,
    peak: -3,
    clipCount: 0,
    silenceDuration: 0,
    speechDetected: true,
  },
  [E.UPLOAD_PROGRESS]: { percent: 50, participantName: 'Ann' },
};

/** What the published server sends such a client. */
const RECEIVED: Record<string, unknown> = {
  [E.ROOM_STATE]: {
    meeting: { meetingId: ROOM, title: 'x', status: 'active', createdAt: 'x' },
    participants: [{ socketId: 's', userId: USER, role: 'host', userEmail: null }],
    recordingState: { isRecording: false, startedAt: null, sessionId: null },
  },
  [E.USER_JOINED]: { userId: USER, persistentId: USER, role: 'guest', userEmail: null, isReconnection: false },
  [E.USER_LEFT]: { userId: USER, persistentId: USER, role: 'guest' },
  [E.PEER_RECONNECTED]: { userId: USER, newSocketId: 's' },
  [E.OFFER]: { sdp: { type: 'offer', sdp: 'v=0' }, sender: 's' },
  [E.START_RECORDING]: { sessionId: USER },
  [E.RESUME_RECORDING]: { startedAt: 1, elapsedSeconds: 2, sessionId: USER },
  [E.CHAT_MESSAGE]: { message: 'hello', sender: 'Ann', role: 'host', timestamp: 'x' },
  [E.MIC_STATUS]: { level: 'good', noiseFloor: 'clean', clipping: false, suggestions: [] },
  [E.RECORDING_WARNING]: { type: 'clipping', speaker: 'host', message: 'x', severity: 'warning' },
  [E.QUALITY_UPDATE]: { estimatedProfile: 'P0', metrics: { avgRms: -20, clipCount: 0, overlapPercent: 0 } },
  [E.UPLOAD_PROGRESS]: { percent: 100, participantName: 'Ann' },
  [E.PROCESSING_STATUS]: { step: 'syncing', progress: 1, estimatedTimeLeft: 2 },
  [E.PROCESSING_COMPLETE]: {
    profile: 'P1',
    metrics: { snr: 20, rms: -20, srmr: 5, overlapPercent: 1, speakerBalance: 1, echoCorrelation: 0 },
    variants: { asr: 'a', annotator: 'b' },
    warnings: [],
  },
  [E.RECORDING_REJECTED]: { reason: 'x', suggestions: [] },
  [E.ERROR]: { message: 'x' },
};

/** As JSON brings it: an infinite level, say, comes as null. */
const sentWith = (event: string, change: object): unknown => ({ ...(SENT[event] as object), ...change });

describe('client events', () => {
  it.each(Object.keys(SENT))('%s is taken as published', (event) => {
    expect(CLIENT_EVENTS[event as keyof typeof CLIENT_EVENTS].parse(SENT[event])).toEqual(SENT[event]);
  });

  it.each(Object.keys(CLIENT_EVENTS))('%s takes nothing of another shape', (event) => {
    const schema = CLIENT_EVENTS[event as keyof typeof CLIENT_EVENTS];
    for (const payload of [undefined, null, 42, 'text', [], {}]) expect(schema.safeParse(payload).success).toBe(false);
  });

  it.each([
    [E.JOIN_ROOM, { roomId: '../x' }],
    [E.JOIN_ROOM, { role: 'admin' }],
    [E.JOIN_ROOM, { userId: 'me' }],
    [E.JOIN_ROOM, { userEmail: 'no address' }],
    [E.OFFER, { target: '' }],
    [E.OFFER, { target: 'x'.repeat(65) }],
    [E.OFFER, { sdp: 'v=0' }],
    [E.ICE_CANDIDATE, { candidate: 'candidate:1' }],
    [E.CHAT_MESSAGE, { message: 'x'.repeat(2001) }],
    [E.CHAT_MESSAGE, { sender: '../x' }],
    [E.MIC_CHECK, { rms: null }],
    [E.MIC_CHECK, { rms: Number.NaN }],
    [E.MIC_CHECK, { peak: -Infinity }],
    [E.AUDIO_METRICS, { clipCount: -1 }],
    [E.AUDIO_METRICS, { silenceDuration: Infinity }],
    [E.UPLOAD_PROGRESS, { percent: 101 }],
  ])('%s refuses %j', (event, change) => {
    expect(CLIENT_EVENTS[event].safeParse(sentWith(event, change)).success).toBe(false);
  });

  it('takes the end of candidates', () => {
    expect(CLIENT_EVENTS[E.ICE_CANDIDATE].parse({ target: 's', candidate: null }).candidate).toBeNull();
  });
});

describe('server events', () => {
  it.each(Object.keys(RECEIVED))('%s is understood as published', (event) => {
    const schema = SERVER_EVENTS[event as keyof typeof SERVER_EVENTS];
    expect(schema?.parse(RECEIVED[event])).toEqual(RECEIVED[event]);
  });
});
