import { MicrophoneError } from './microphone-error.ts';

export interface MicrophoneInfo {
  deviceId: string;
  /** Empty until the person has allowed a microphone once. */
  label: string;
  groupId: string;
}

/** The microphones of this device. Before permission is given browsers list one without a name. */
export async function listMicrophones(): Promise<MicrophoneInfo[]> {
  const devices = await mediaDevices().enumerateDevices();
  return devices
    .filter((device) => device.kind === 'audioinput')
    .map(({ deviceId, label, groupId }) => ({ deviceId, label, groupId }));
}

/** Told whenever a device is plugged in or out; returns the function that ends it. */
export function onDeviceChange(listener: () => void): () => void {
  const devices = mediaDevices();
  devices.addEventListener('devicechange', listener);
  return () => devices.removeEventListener('devicechange', listener);
}

/** @throws MicrophoneError `insecure` or `unsupported` where the browser offers no devices */
export function mediaDevices(): MediaDevices {
  if (!globalThis.isSecureContext) throw new MicrophoneError('insecure');
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices?.getUserMedia === undefined) throw new MicrophoneError('unsupported');
  return devices;
}
