import { describe, expect, it } from 'vitest';
import { estimateStorage, requestPersistence } from '../storage/storage-estimate.ts';
import { checkSupport } from '../support.ts';
import { listMicrophones, onDeviceChange } from './microphone-list.ts';
import { openMicrophone } from './microphone.ts';

describe('a microphone', () => {
  it('opens raw and says what the browser does otherwise', async () => {
    const microphone = await openMicrophone();
    const settings = microphone.track.getSettings();
    expect(settings).toMatchObject({ echoCancellation: false, noiseSuppression: false, autoGainControl: false });
    const processing = new Set(['echoCancellation', 'noiseSuppression', 'autoGainControl']);
    expect(microphone.deviations.filter(({ setting }) => processing.has(setting))).toEqual([]);
    // The fake device runs at 44.1 kHz whatever is asked: that has to be said.
    expect(microphone.deviations).toContainEqual({ setting: 'sampleRate', wanted: 48_000, got: settings.sampleRate });
    expect(microphone.info.label).not.toBe('');
    microphone.close();
    expect(microphone.track.readyState).toBe('ended');
  });

  it('can be chosen from the list', async () => {
    const microphones = await listMicrophones();
    const { deviceId } = microphones.at(-1)!;
    const microphone = await openMicrophone({ deviceId });
    expect(microphone.info.deviceId).toBe(deviceId);
    microphone.close();
  });

  it('that is not there is not found', async () => {
    await expect(openMicrophone({ deviceId: 'gone' })).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('is heard of when it comes or goes, until one no longer listens', () => {
    let changes = 0;
    const off = onDeviceChange(() => (changes += 1));
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    off();
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(changes).toBe(1);
  });
});

describe('this browser', () => {
  it('has all three ways of capture and both kinds of file', async () => {
    expect(await checkSupport()).toEqual({
      secureContext: true,
      microphones: true,
      capturePaths: ['track-processor', 'audio-worklet', 'script-processor'],
      opfsSyncAccess: true,
      indexedDb: true,
      webLocks: true,
      webRtc: true,
      canRecord: true,
    });
  });

  it('says how many hours fit', async () => {
    const { freeBytes, hoursLeft } = await estimateStorage();
    expect(freeBytes).toBeGreaterThan(1_000_000);
    expect(hoursLeft * 3600 * 96_000).toBeCloseTo(freeBytes, -2);
    expect(typeof (await requestPersistence())).toBe('boolean');
  });
});
