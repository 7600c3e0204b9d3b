import type { AudioDataLike } from './audio-data.ts';
import type { CaptureSource } from './capture-source.ts';

/** Chromium's form of the interface: for audio too, and in pages. */
type TrackProcessorConstructor = new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => {
  readonly readable: ReadableStream<AudioDataLike>;
};

/**
 * Blocks of 10 ms that wait for the worker before the oldest is thrown away: five seconds, longer
 * than any pause of a garbage collector or a disk that a recording should survive.
 */
const MAX_WAITING_BLOCKS = 500;

/**
 * The path that lost nothing in trials: the browser hands over what the device delivered, at the
 * device's own rate, and the stream goes to the worker without passing through the page.
 */
export async function openTrackProcessorSource(track: MediaStreamTrack): Promise<CaptureSource> {
  const { MediaStreamTrackProcessor } = globalThis as unknown as {
    MediaStreamTrackProcessor: TrackProcessorConstructor;
  };
  const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: MAX_WAITING_BLOCKS });
  return {
    path: 'track-processor',
    feed: { kind: 'audio-data', readable },
    // The worker cancels the stream, which ends the processor.
    close() {},
  };
}
