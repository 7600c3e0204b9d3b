import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { CaptureRig } from './capture-rig.ts';
import { GreenRoomSession } from './green-room-session.ts';
import { RoomClient } from './room-client.ts';
import { FakeMicrophone } from './testing/fake-microphone.ts';
import { FakeRecorder, levels } from './testing/fake-recorder.ts';
import { FakeRoomSocket } from './testing/fake-room-socket.ts';

const ROOM = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const [ME, THEM] = ['0f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4', '2f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4'];
const GOOD = { level: 'good', noiseFloor: 'clean', clipping: false, suggestions: [], userId: ME };

async function openGreenRoom() {
  const socket = new FakeRoomSocket();
  const clock = new ManualClock();
  const recorder = new FakeRecorder();
  const room = new RoomClient({ socket, roomId: ROOM, clock });
  room.open();
  const rig = new CaptureRig({
    openMicrophone: async ({ deviceId }) => new FakeMicrophone(deviceId ?? 'desk').asMicrophone(),
    openRecorder: async () => recorder,
    onDeviceChange: () => () => undefined,
  });
  const session = new GreenRoomSession({ rig, room, userId: ME, clock });
  const speak = (seconds: number, changes = {}) => {
    for (let slice = 0; slice < seconds * 30; slice += 1) recorder.events.emit('levels', levels(changes));
  };
  return { socket, clock, rig, session, speak, state: () => session.state.get() };
}

describe('GreenRoomSession', () => {
  it('opens the way in when the server finds the microphone good', async () => {
    const { socket, clock, rig, speak, state } = await openGreenRoom();
    expect(state()).toMatchObject({ ready: false, reason: 'Opening your microphone…' });
    await rig.select();
    expect(state().reason).toBe('Connecting to the studio…');
    socket.becomeConnected();
    expect(state().reason).toBe('Listening to your microphone…');
    speak(1);
    await clock.advance(1_000);
    expect(socket.sentOf('mic-check')).toMatchObject([{ rms: expect.closeTo(-24, 5), noiseFloor: -60 }]);
    expect(state().reason).toBe('Checking your level…');
    socket.deliver('mic-status', GOOD);
    expect(state()).toMatchObject({ ready: true, reason: null });
  });

  it('reports each second, and only what was heard', async () => {
    const { socket, clock, rig, speak } = await openGreenRoom();
    await rig.select();
    socket.becomeConnected();
    await clock.advance(3_000);
    expect(socket.sentOf('mic-check')).toHaveLength(0);
    speak(1);
    await clock.advance(3_000);
    expect(socket.sentOf('mic-check')).toHaveLength(3);
  });

  it.each([
    [{ level: 'too-quiet' }, { rmsDbfs: -45 }, 'Too quiet.'],
    [{ level: 'too-quiet' }, { rmsDbfs: -70, peakDbfs: -60 }, 'Say a sentence'],
    [{ level: 'too-quiet' }, { rmsDbfs: -99, peakDbfs: -99 }, 'We hear nothing at all'],
    [{ level: 'too-loud' }, { rmsDbfs: -3 }, 'Too loud.'],
    [{ noiseFloor: 'unacceptable' }, {}, 'Too much background noise.'],
  ])('says why not: %j', async (status, heard, words) => {
    const { socket, clock, rig, speak, state } = await openGreenRoom();
    await rig.select();
    socket.becomeConnected();
    speak(1, heard);
    await clock.advance(1_000);
    socket.deliver('mic-status', { ...GOOD, ...status });
    expect(state().ready).toBe(false);
    expect(state().reason).toContain(words);
  });

  it('does not let somebody in on another’s microphone', async () => {
    const { socket, clock, rig, speak, state } = await openGreenRoom();
    await rig.select();
    socket.becomeConnected();
    speak(1);
    await clock.advance(1_000);
    socket.deliver('mic-status', { ...GOOD, userId: THEM });
    expect(state().ready).toBe(false);
  });

  it('checks again after a change of microphone, and after the connection was lost', async () => {
    const { socket, clock, rig, speak, state } = await openGreenRoom();
    await rig.select();
    socket.becomeConnected();
    speak(1);
    await clock.advance(1_000);
    socket.deliver('mic-status', GOOD);
    await rig.select('usb');
    expect(state()).toMatchObject({ ready: false, check: null });
    speak(1);
    await clock.advance(1_000);
    socket.deliver('mic-status', GOOD);
    socket.becomeDisconnected();
    expect(state()).toMatchObject({ ready: false, reason: 'Connecting to the studio…' });
  });

  it('knows where the other is', async () => {
    const { socket, state } = await openGreenRoom();
    const told = { userId: THEM, role: 'host', place: 'studio', muted: false, microphone: 'ok' };
    socket.deliver('participant-state', told);
    socket.deliver('participant-state', { ...told, userId: ME, role: 'guest' });
    expect(state().others).toEqual({ host: 'studio' });
    socket.deliver('user-left', { userId: THEM, persistentId: THEM, role: 'host' });
    expect(state().others).toEqual({});
  });

  it('reports nothing once closed', async () => {
    const { socket, clock, rig, speak, session } = await openGreenRoom();
    await rig.select();
    socket.becomeConnected();
    speak(1);
    session.close();
    await clock.advance(5_000);
    expect(socket.sentOf('mic-check')).toHaveLength(0);
  });
});
