import { ManualClock } from '@audio-studio/flow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CaptureRig } from './capture-rig.ts';
import { RoomClient } from './room-client.ts';
import { StudioSession } from './studio-session.ts';
import { FakeMicrophone, type FakeTrack } from './testing/fake-microphone.ts';
import { FakePeerConnection } from './testing/fake-peer-connection.ts';
import { FakeRecorder, levels } from './testing/fake-recorder.ts';
import { FakeRoomSocket } from './testing/fake-room-socket.ts';
import { UploadDesk } from './upload-desk.ts';

const ROOM = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const [ME, THEM] = ['0f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4', '2f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4'];
const [A, B] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const STARTED = '2030-01-01T00:00:00.000Z';

const seat = (userId: string, socketId: string, role: 'host' | 'guest') => ({
  userId,
  socketId,
  role,
  userEmail: null,
  name: role === 'host' ? 'Maria' : 'Jón',
});
const roomState = (partner: boolean, sessionId: string | null = null) => ({
  meeting: { meetingId: ROOM, title: 'Harbour', status: 'active', createdAt: STARTED },
  participants: [seat(ME, 'own-socket', 'host'), ...(partner ? [seat(THEM, 'their-socket', 'guest')] : [])],
  recordingState: { isRecording: sessionId !== null, startedAt: sessionId === null ? null : STARTED, sessionId },
});

async function openStudio({
  role = 'host',
  microphone = true,
}: { role?: 'host' | 'guest'; microphone?: boolean } = {}) {
  const socket = new FakeRoomSocket();
  const clock = new ManualClock();
  const recorder = new FakeRecorder();
  const device = new FakeMicrophone('desk');
  const connections: FakePeerConnection[] = [];
  const aborted: string[] = [];
  const pressures: string[] = [];
  const room = new RoomClient({ socket, roomId: ROOM, clock });
  const rig = new CaptureRig({
    openMicrophone: async () => device.asMicrophone(),
    openRecorder: async () => recorder,
    onDeviceChange: () => () => undefined,
  });
  if (microphone) await rig.select();
  const desk = new UploadDesk({
    uploader: {
      upload: (takeKey) => ({
        takeKey,
        events: { on: () => () => undefined } as never,
        progress: { percent: 0, state: 'uploading', bytesSent: 0, totalBytes: 1 },
        done: new Promise(() => undefined),
        retry: () => undefined,
        abort: () => void aborted.push(takeKey),
      }),
      setLinkPressure: (level) => void pressures.push(level),
    },
    listLocalTakes: async () => [],
    recoverTake: async () => undefined,
    deleteTake: async () => undefined,
  });
  room.open();
  socket.becomeConnected();
  const studio = new StudioSession({
    meetingId: ROOM,
    me: { userId: ME, role, name: 'Maria' },
    rig,
    room,
    desk,
    serverNowMs: () => clock.nowMs(),
    createConnection: () => {
      const connection = new FakePeerConnection(`own ${connections.length}`);
      connections.push(connection);
      return connection.as();
    },
    onRemoteStream: () => undefined,
    clock,
  });
  const take = () => studio.state.get().take;
  const reaches = (kind: string) => expect.poll(() => take().kind).toBe(kind);
  return { socket, clock, recorder, device, connections, aborted, pressures, rig, studio, take, reaches };
}

beforeEach(() => {
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly #tracks: FakeTrack[];
      constructor(tracks: FakeTrack[]) {
        this.#tracks = tracks;
      }
      getTracks() {
        return this.#tracks;
      }
      getAudioTracks() {
        return this.#tracks;
      }
    },
  );
});
afterEach(() => void vi.unstubAllGlobals());

describe('StudioSession: takes', () => {
  it('asks the server to start and records when the room does', async () => {
    const { socket, studio, recorder, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true));
    studio.startRecording();
    studio.startRecording();
    expect(socket.sentOf('start-recording')).toEqual([{ roomId: ROOM }]);
    expect([studio.state.get().awaiting, recorder.running]).toEqual(['start', null]);
    socket.deliver('start-recording', { sessionId: A, startedAt: STARTED });
    await reaches('recording');
    expect(recorder.running).toMatchObject({ sessionId: A, startedAtServerMs: Date.parse(STARTED) });
    expect(studio.state.get().awaiting).toBeNull();
    socket.deliver('stop-recording');
    await reaches('idle');
    expect(studio.state.get().endedTakes).toEqual([A]);
  });

  it('resumes a running take after a reload', async () => {
    const { socket, take, reaches, recorder } = await openStudio();
    socket.deliver('room-state', roomState(true, A));
    socket.deliver('resume-recording', { sessionId: A, startedAt: Date.parse(STARTED), elapsedSeconds: 9 });
    await reaches('recording');
    expect(take()).toMatchObject({ takeId: A, resumed: true });
    expect(recorder.calls).toEqual([`start ${A}`]);
  });

  it('records from the moment there is a microphone', async () => {
    const { socket, take, reaches, rig } = await openStudio({ microphone: false });
    socket.deliver('room-state', roomState(true, A));
    await reaches('blocked');
    await rig.select();
    await reaches('recording');
    expect(take()).toMatchObject({ takeId: A });
  });

  it('goes on recording while the connection is down', async () => {
    const { socket, recorder, studio, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true));
    socket.deliver('start-recording', { sessionId: A });
    await reaches('recording');
    socket.becomeDisconnected();
    expect([studio.state.get().link, recorder.running?.sessionId]).toEqual(['offline', A]);
    socket.becomeConnected('again');
    socket.deliver('room-state', roomState(true, A));
    await reaches('recording');
    expect(recorder.calls).toEqual([`start ${A}`]);
  });

  it('ends a take whose stop it missed, and starts the one that came after it', async () => {
    const { socket, recorder, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true, A));
    await reaches('recording');
    socket.becomeDisconnected();
    socket.becomeConnected('again');
    socket.deliver('room-state', roomState(true, B));
    await expect.poll(() => recorder.running?.sessionId).toBe(B);
    expect(recorder.calls).toEqual([`start ${A}`, `stop ${A}`, `start ${B}`]);
  });

  it('stops at once when told so offline, and tells the server later', async () => {
    const { socket, studio, recorder, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true, A));
    await reaches('recording');
    socket.becomeDisconnected();
    studio.stopRecording();
    await reaches('idle');
    socket.becomeConnected('again');
    socket.deliver('room-state', roomState(true, A));
    socket.deliver('resume-recording', { sessionId: A, startedAt: 1, elapsedSeconds: 1 });
    expect(socket.sentOf('stop-recording')).toEqual([{ roomId: ROOM }]);
    socket.deliver('stop-recording');
    await reaches('idle');
    expect(recorder.calls).toEqual([`start ${A}`, `stop ${A}`]);
  });

  it('does not start while offline, and says so', async () => {
    const { socket, studio } = await openStudio();
    socket.becomeDisconnected();
    studio.startRecording();
    expect(studio.state.get()).toMatchObject({ awaiting: null, problem: expect.stringContaining('connection') });
  });

  it('hands the take over to another tab of the same person', async () => {
    const { socket, recorder, studio, aborted, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true, A));
    await reaches('recording');
    socket.deliver('duplicate-session');
    expect(studio.state.get().link).toBe('replaced');
    await expect.poll(() => recorder.closed).toBe(true);
    expect(aborted).toEqual([`${ROOM}:${ME}:${A}`]);
  });

  it('reports the take every five seconds of sound', async () => {
    const { socket, recorder, reaches } = await openStudio();
    socket.deliver('room-state', roomState(true, A));
    await reaches('recording');
    for (let slice = 0; slice < 300; slice += 1)
      recorder.events.emit('levels', levels({ takeFrames: slice * 1_600, clipCountTotal: 2 }));
    expect(socket.sentOf('audio-metrics')).toMatchObject([
      { sessionId: A, clipCount: 2, speechDetected: true, noiseFloor: -60 },
      { sessionId: A },
    ]);
  });
});

describe('StudioSession: people', () => {
  it('shows who is there and builds a link to each new socket of theirs', async () => {
    const { socket, studio, connections } = await openStudio();
    socket.deliver('room-state', roomState(true));
    expect(studio.state.get().partner).toMatchObject({ name: 'Jón', socketId: 'their-socket' });
    expect(connections).toHaveLength(1);
    socket.deliver('peer-reconnected', { userId: THEM, newSocketId: 'their-second' });
    expect(connections.map(({ closed }) => closed)).toEqual([true, false]);
    socket.deliver('user-left', { userId: THEM, persistentId: THEM, role: 'guest' });
    expect([studio.state.get().partner, connections[1]!.closed]).toEqual([null, true]);
  });

  it('keeps the link when the same news comes twice', async () => {
    const { socket, connections } = await openStudio();
    const joined = { userId: THEM, persistentId: THEM, role: 'guest', userEmail: null, isReconnection: false };
    socket.deliver('user-joined', { ...joined, socketId: 'their-socket', name: 'Jón' });
    socket.deliver('room-state', roomState(true));
    expect(connections).toHaveLength(1);
  });

  it('answers an offer that overtakes the news of its sender, and one that comes before the microphone', async () => {
    const { socket, rig, connections } = await openStudio({ microphone: false, role: 'guest' });
    socket.deliver('offer', { sdp: { type: 'offer', sdp: 'early' }, sender: 'their-socket' });
    expect(connections).toHaveLength(0);
    await rig.select();
    await expect.poll(() => connections[0]?.localDescription?.sdp).toBe('own 0 answers early');
    await expect.poll(() => socket.sentOf('answer')).toMatchObject([{ target: 'their-socket' }]);
  });

  it('mutes what the partner hears and never the recording', async () => {
    const { socket, studio, device } = await openStudio();
    socket.deliver('room-state', roomState(true));
    studio.toggleMuted();
    expect(device.track.clones.map(({ enabled }) => enabled)).toEqual([false]);
    expect(device.track.enabled).toBe(true);
    expect(socket.sentOf('participant-state').at(-1)).toEqual({ place: 'studio', muted: true, microphone: 'ok' });
  });

  it('lets uploads give way when the call gets into trouble, and go on when it is over', async () => {
    const { socket, connections, pressures, clock } = await openStudio();
    socket.deliver('room-state', roomState(true));
    await expect.poll(() => connections).toHaveLength(1);
    const [connection] = connections;
    connection!.become('connected');
    const heard = (fractionLost: number) =>
      connection!.stats.set('out', { type: 'remote-inbound-rtp', kind: 'audio', fractionLost });
    heard(0.2);
    await clock.advance(2_000);
    await expect.poll(() => pressures.at(-1)).toBe('high');
    heard(0);
    for (let readings = 1; readings <= 3; readings += 1) {
      const before = pressures.length;
      await clock.advance(2_000);
      await expect.poll(() => pressures.length).toBe(before + 1);
    }
    expect(pressures.at(-1)).toBe('none');
    socket.deliver('user-left', { userId: THEM });
    expect(pressures.at(-1)).toBe('none');
  });

  it('shows a warning once, the newest words, and lets it grow old', async () => {
    const { socket, studio, clock } = await openStudio();
    const warn = (message: string, type = 'clipping') =>
      socket.deliver('recording-warning', { type, speaker: 'guest', message, severity: 'warning' });
    warn('first');
    warn('second');
    warn('other', 'too-quiet');
    expect(studio.state.get().warnings.map(({ message }) => message)).toEqual(['second', 'other']);
    await clock.advance(15_000);
    warn('third');
    await clock.advance(10_000);
    expect(studio.state.get().warnings.map(({ message }) => message)).toEqual(['third']);
  });

  it('tells how the partner’s upload goes, and of no other', async () => {
    const { socket, studio } = await openStudio();
    socket.deliver('upload-progress', { percent: 40, participantName: 'Jón', sessionId: A, userId: THEM });
    socket.deliver('upload-progress', { percent: 99, participantName: 'Maria', sessionId: A, userId: ME });
    expect(studio.state.get().partnerUploads).toEqual({ [A]: 40 });
  });

  it('passes on what the server refused, but not a signal that found nobody', async () => {
    const { socket, studio } = await openStudio();
    socket.deliver('error', { message: 'The other participant not found', code: 'NOT_FOUND' });
    expect(studio.state.get().problem).toBeNull();
    socket.deliver('error', { message: 'Only the host can do that.', code: 'FORBIDDEN' });
    expect(studio.state.get().problem).toBe('Only the host can do that.');
  });
});
