import { TRACK_FORMAT } from '@audio-studio/contract';

export type MicrophoneSetting =
  | 'echoCancellation'
  | 'noiseSuppression'
  | 'autoGainControl'
  | 'sampleRate'
  | 'channelCount';

/** One thing the browser does differently from what was asked. */
export interface MicrophoneDeviation {
  setting: MicrophoneSetting;
  wanted: boolean | number;
  got: boolean | number | string;
}

/** A track's sound as the room made it: nothing cancelled, suppressed or levelled. */
export const WANTED_SETTINGS = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  sampleRate: TRACK_FORMAT.sampleRateHz,
  channelCount: TRACK_FORMAT.channels,
} as const satisfies Record<MicrophoneSetting, boolean | number>;

/**
 * What `track.getSettings()` says the browser did not comply with. A setting it does not report is no
 * finding: nothing is known about it. (Newer browsers report `echoCancellation` as a string.)
 */
export function findDeviations(settings: Partial<Record<MicrophoneSetting, unknown>>): MicrophoneDeviation[] {
  return (Object.keys(WANTED_SETTINGS) as MicrophoneSetting[]).flatMap((setting) => {
    const got = settings[setting];
    const wanted = WANTED_SETTINGS[setting];
    if (!isReported(got) || got === wanted) return [];
    return [{ setting, wanted, got }];
  });
}

function isReported(value: unknown): value is boolean | number | string {
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
}
