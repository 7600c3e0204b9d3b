import { findDeviations, WANTED_SETTINGS, type MicrophoneDeviation } from './deviations.ts';
import { MicrophoneError } from './microphone-error.ts';
import { mediaDevices, type MicrophoneInfo } from './microphone-list.ts';

/** An open microphone, delivering sound until `close` or until the device goes away. */
export interface Microphone {
  readonly stream: MediaStream;
  readonly track: MediaStreamTrack;
  readonly info: MicrophoneInfo;
  /** What the browser does to the sound although it was asked not to. */
  readonly deviations: readonly MicrophoneDeviation[];
  /** Told once when the device goes away or permission is withdrawn; not told of `close`. */
  onEnded(listener: () => void): () => void;
  close(): void;
}

/**
 * Opens a microphone raw: no echo cancellation, noise suppression or gain control, 48 kHz mono asked
 * for. Only `deviceId` is demanded; everything else is a wish, so that a device which cannot comply
 * opens all the same and says so in `deviations`.
 *
 * @throws MicrophoneError
 */
export async function openMicrophone(options: { deviceId?: string | undefined } = {}): Promise<Microphone> {
  const devices = mediaDevices();
  const { deviceId } = options;
  try {
    const audio: MediaTrackConstraints = { ...WANTED_SETTINGS };
    if (deviceId !== undefined) audio.deviceId = { exact: deviceId };
    return microphoneOf(await devices.getUserMedia({ audio }));
  } catch (error) {
    throw MicrophoneError.from(error);
  }
}

/** The first audio track of `stream` as a microphone. */
export function microphoneOf(stream: MediaStream): Microphone {
  const track = stream.getAudioTracks()[0];
  if (track === undefined) throw new MicrophoneError('not-found');
  const settings = track.getSettings();
  return {
    stream,
    track,
    info: { deviceId: settings.deviceId ?? '', label: track.label, groupId: settings.groupId ?? '' },
    deviations: findDeviations(settings),
    onEnded(listener) {
      track.addEventListener('ended', listener, { once: true });
      return () => track.removeEventListener('ended', listener);
    },
    close() {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}
