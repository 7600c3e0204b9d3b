import type { CapturePath } from '@audio-studio/contract';
import { MicrophoneError } from '../microphone/microphone-error.ts';
import { availableCapturePaths } from '../support.ts';
import type { AudioDataLike } from './audio-data.ts';
import { openAudioWorkletSource } from './audio-worklet-source.ts';
import { openScriptProcessorSource } from './script-processor-source.ts';
import { openTrackProcessorSource } from './track-processor-source.ts';

/** What is transferred to the recording worker, which reads the sound from it directly. */
export type SourceFeed =
  | { kind: 'audio-data'; readable: ReadableStream<AudioDataLike> }
  | { kind: 'block-port'; port: MessagePort };

/** A microphone being listened to, by one of three ways. */
export interface CaptureSource {
  readonly path: CapturePath;
  readonly feed: SourceFeed;
  /** Harmless when called twice. The microphone itself stays open. */
  close(): void;
}

const OPENERS: Record<CapturePath, (track: MediaStreamTrack) => Promise<CaptureSource>> = {
  'track-processor': openTrackProcessorSource,
  'audio-worklet': openAudioWorkletSource,
  'script-processor': openScriptProcessorSource,
};

/**
 * Opens the best way of capture that works here, or the one in `force`.
 *
 * @throws MicrophoneError `unsupported` when none does (its cause says why the last one did not);
 *   `not-found` when the microphone has gone
 */
export async function openCaptureSource(
  track: MediaStreamTrack,
  options: { force?: CapturePath | undefined } = {},
): Promise<CaptureSource> {
  // Some ways would open on an ended track and deliver silence for ever.
  if (track.readyState === 'ended') throw new MicrophoneError('not-found');
  const paths = options.force === undefined ? availableCapturePaths() : [options.force];
  let lastError: unknown;
  for (const path of paths) {
    try {
      return await OPENERS[path](track);
    } catch (error) {
      lastError = error;
    }
  }
  throw new MicrophoneError('unsupported', lastError);
}

/** The objects in `feed` that change threads with it. */
export function feedTransfer(feed: SourceFeed): Transferable[] {
  return [feed.kind === 'audio-data' ? feed.readable : feed.port];
}
