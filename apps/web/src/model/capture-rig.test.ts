import { MicrophoneError } from '@audio-studio/capture';
import { describe, expect, it } from 'vitest';
import { CaptureRig } from './capture-rig.ts';
import { FakeMicrophone } from './testing/fake-microphone.ts';
import { FakeRecorder, levels } from './testing/fake-recorder.ts';

function openRig() {
  const recorder = new FakeRecorder();
  const microphones: FakeMicrophone[] = [];
  const failures: unknown[] = [];
  const asked: (string | undefined)[] = [];
  let deviceChanged = () => {};
  const rig = new CaptureRig({
    openMicrophone: async ({ deviceId }) => {
      asked.push(deviceId);
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const microphone = new FakeMicrophone(deviceId ?? `default ${microphones.length}`);
      microphones.push(microphone);
      return microphone.asMicrophone();
    },
    openRecorder: async () => recorder,
    onDeviceChange: (listener) => {
      deviceChanged = listener;
      return () => {
        deviceChanged = () => {};
      };
    },
  });
  const settled = () => rig.select().catch(() => undefined);
  return { rig, recorder, microphones, failures, asked, settled, plugIn: () => deviceChanged() };
}

const kindOf = (rig: CaptureRig) => rig.state.get().microphone.kind;

describe('CaptureRig', () => {
  it('opens the microphone once, however often it is asked to', async () => {
    const { rig, microphones } = openRig();
    await Promise.all([rig.select(), rig.select()]);
    expect(microphones).toHaveLength(1);
    expect(rig.state.get().microphone).toMatchObject({ kind: 'open', label: 'default 0' });
  });

  it('changes the microphone under the same recorder and closes the old one after that', async () => {
    const { rig, recorder, microphones } = openRig();
    const tracks: unknown[] = [];
    rig.events.on('switched', (track) => tracks.push(track));
    await rig.select();
    await rig.select('usb');
    expect(recorder.calls).toEqual(['switch']);
    expect(microphones.map(({ closed }) => closed)).toEqual([true, false]);
    expect(tracks).toEqual(microphones.map(({ track }) => track));
  });

  it('says why there is no microphone, and opens it when asked again', async () => {
    const { rig, failures } = openRig();
    failures.push(new MicrophoneError('denied'));
    await rig.select();
    expect(rig.state.get().microphone).toEqual({ kind: 'refused', reason: 'denied' });
    await rig.select();
    expect(kindOf(rig)).toBe('open');
  });

  it('keeps the microphone that works when another one does not', async () => {
    const { rig, failures, microphones } = openRig();
    await rig.select();
    failures.push(new MicrophoneError('in-use'));
    await rig.select('usb');
    expect(rig.state.get().microphone).toMatchObject({ kind: 'open', label: 'default 0' });
    expect(microphones[0]!.closed).toBe(false);
  });

  it('goes on with another microphone when one is unplugged, and says so', async () => {
    const { rig, recorder, microphones } = openRig();
    await rig.select('usb');
    microphones[0]!.unplug();
    expect(kindOf(rig)).toBe('lost');
    await expect.poll(() => rig.state.get().replacedBy).toBe('default 1');
    expect(recorder.calls).toEqual(['switch']);
    rig.acknowledgeReplacement();
    expect(rig.state.get().replacedBy).toBeNull();
  });

  it('waits for a device when there is no other, without forgetting that one was lost', async () => {
    const { rig, microphones, failures, asked, plugIn } = openRig();
    await rig.select('usb');
    failures.push(new MicrophoneError('not-found'));
    microphones[0]!.unplug();
    await expect.poll(() => [asked.length, kindOf(rig)]).toEqual([2, 'lost']);
    plugIn();
    await expect.poll(() => kindOf(rig)).toBe('open');
  });

  it('hands on levels and faults', async () => {
    const { rig, recorder } = openRig();
    let heard = 0;
    rig.events.on('levels', () => (heard += 1));
    await rig.select();
    recorder.events.emit('levels', levels());
    const fault = { kind: 'storage-full' as const, takeKey: null, unsavedBytes: 9, detail: '' };
    recorder.events.emit('failed', fault);
    expect([heard, rig.state.get().fault]).toEqual([1, fault]);
    recorder.events.emit('restored', { kind: 'no-audio' });
    expect(rig.state.get().fault).toEqual(fault);
    recorder.events.emit('restored', { kind: 'storage-full' });
    expect(rig.state.get().fault).toBeNull();
  });

  it('closes the recorder, which ends the take, before the microphone', async () => {
    const { rig, recorder, microphones } = openRig();
    await rig.select();
    await rig.close();
    await rig.select();
    expect([recorder.closed, microphones[0]!.closed, microphones.length]).toEqual([true, true, 1]);
  });

  it('cannot start a take without a recorder', async () => {
    const { rig } = openRig();
    const take = { meetingId: '', userId: '', sessionId: '', role: 'host' as const, participantName: '' };
    await expect(rig.startTake(take)).rejects.toBeInstanceOf(MicrophoneError);
    await expect(rig.stopTake()).resolves.toBeNull();
  });
});
