import { TRACK_FORMAT } from '@audio-studio/contract';

/** An audio context listening to one track. */
export interface CaptureContext {
  readonly context: AudioContext;
  readonly source: MediaStreamAudioSourceNode;
  close(): void;
}

/**
 * Opens a context at 48 kHz; where the browser cannot run one at another rate than the device's
 * (Firefox refuses to connect them), at the device's own: its true rate goes along with every block.
 */
export function openCaptureContext(track: MediaStreamTrack): CaptureContext {
  const { context, source } = connect(track);
  const resume = () => {
    // Autoplay rules start a context suspended until the page is touched; a phone call interrupts it.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  const wakers = ['pointerdown', 'keydown', 'visibilitychange'] as const;
  for (const name of wakers) document.addEventListener(name, resume);
  context.addEventListener('statechange', resume);
  resume();
  return {
    context,
    source,
    close() {
      for (const name of wakers) document.removeEventListener(name, resume);
      context.removeEventListener('statechange', resume);
      source.disconnect();
      if (context.state !== 'closed') context.close().catch(() => undefined);
    },
  };
}

function connect(track: MediaStreamTrack): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const stream = new MediaStream([track]);
  const wanted = new AudioContext({ sampleRate: TRACK_FORMAT.sampleRateHz, latencyHint: 'balanced' });
  try {
    return { context: wanted, source: wanted.createMediaStreamSource(stream) };
  } catch {
    wanted.close().catch(() => undefined);
    const own = new AudioContext({ latencyHint: 'balanced' });
    return { context: own, source: own.createMediaStreamSource(stream) };
  }
}
