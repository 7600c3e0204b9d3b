import type { MicrophoneDeviation, MicrophoneErrorReason } from '@audio-studio/capture';
import type { BrowserFamily } from './browser-family.ts';

/** What happened, what it means, and what to do: in that order. */
export interface Advice {
  title: string;
  text: string;
  steps: readonly string[];
}

const ALLOW_STEPS: Record<BrowserFamily, readonly string[]> = {
  chrome: [
    'Click the icon at the left end of the address bar.',
    'Switch "Microphone" on.',
    'Come back here and choose "Try again".',
  ],
  edge: [
    'Click the lock at the left end of the address bar.',
    'Set "Microphone" to "Allow".',
    'Come back here and choose "Try again".',
  ],
  firefox: [
    'Click the crossed-out microphone at the left of the address.',
    'Remove "Blocked" with the ×.',
    'Choose "Try again" here and then "Allow".',
  ],
  safari: [
    'Open the Safari menu, then "Settings for this website…".',
    'Set "Microphone" to "Allow".',
    'Come back here and choose "Try again".',
  ],
  ios: [
    'Tap "aA" (or the page icon) in the address bar, then "Website Settings".',
    'Set "Microphone" to "Allow".',
    'Come back here and choose "Try again".',
  ],
  'android-chrome': [
    'Tap the icon at the left of the address, then "Permissions".',
    'Switch "Microphone" on.',
    'Come back here and choose "Try again".',
  ],
  other: ["Open this site's permissions in your browser.", 'Allow the microphone.', 'Choose "Try again" here.'],
};

const ADVICE: Record<Exclude<MicrophoneErrorReason, 'denied'>, Advice> = {
  'blocked-by-policy': {
    title: 'Your computer does not let the browser use a microphone',
    text: 'A setting of the system, or of whoever manages this computer, is in the way.',
    steps: [
      'Open the system\'s privacy settings and go to "Microphone".',
      'Switch it on for your browser, and restart the browser if you are asked to.',
      'If the setting is locked, ask whoever manages this computer, or use another one.',
    ],
  },
  'not-found': {
    title: 'We found no microphone',
    text: 'None is plugged in, or it is switched off.',
    steps: [
      'Plug a microphone or headset in.',
      'Wait a moment; it will appear here by itself.',
      'If not, choose "Try again".',
    ],
  },
  'in-use': {
    title: 'Your microphone could not be started',
    text: 'Another program is probably using it.',
    steps: ['Close other calls and recorders.', 'Unplug the microphone and plug it in again.', 'Choose "Try again".'],
  },
  insecure: {
    title: 'This address is not secure',
    text: 'Browsers open microphones only on addresses that begin with https.',
    steps: ['Ask the organizer for a link that begins with https.'],
  },
  unsupported: {
    title: 'This browser cannot record',
    text: 'It lacks what is needed to capture sound.',
    steps: ['Update it, or open the link in a current Chrome, Edge, Firefox or Safari.'],
  },
  unknown: {
    title: 'Your microphone could not be opened',
    text: 'The browser did not say why.',
    steps: [
      'Unplug the microphone and plug it in again.',
      'Choose "Try again".',
      'If that does not help, restart the browser.',
    ],
  },
};

/** How to get a microphone that would not open to work, in this browser. */
export function microphoneAdvice(reason: MicrophoneErrorReason, browser: BrowserFamily): Advice {
  if (reason !== 'denied') return ADVICE[reason];
  return {
    title: 'This page may not use your microphone',
    text: 'The browser was told "no", now or earlier, so it does not ask again.',
    steps: ALLOW_STEPS[browser],
  };
}

/**
 * What the browser does to the sound although it was asked not to; null when nothing that people would
 * hear. Rate and channels are converted exactly and need no one's attention.
 */
export function deviationAdvice(deviations: readonly MicrophoneDeviation[]): string | null {
  const names = deviations.flatMap(({ setting }) => {
    if (setting === 'echoCancellation') return ['echo cancellation'];
    if (setting === 'noiseSuppression') return ['noise suppression'];
    if (setting === 'autoGainControl') return ['automatic volume'];
    return [];
  });
  if (names.length === 0) return null;
  const list = names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  return `Your browser keeps ${list} on, which changes the sound. The recording works, but another browser or microphone would sound more natural.`;
}
