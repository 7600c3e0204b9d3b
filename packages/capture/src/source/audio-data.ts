import { int16ToFloat } from '@audio-studio/dsp';
import type { SourceBlock } from './source-block.ts';

/** The part of WebCodecs' `AudioData` that is read. */
export interface AudioDataLike {
  readonly format: string | null;
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  copyTo(destination: AllowSharedBufferSource, options: { planeIndex: number; format?: 'f32-planar' }): void;
  close(): void;
}

/**
 * Copies an `AudioData` out and closes it, whatever happens. 16-bit formats are read raw: browsers
 * scale positives by 1/32767 or 1/32768 as they please, while our own pair of conversions gives every
 * 16-bit sample back unchanged. The timestamp is not looked at: it has been seen to jump by a second
 * while a device starts, and arrival says as much.
 */
export function readAudioData(data: AudioDataLike): SourceBlock {
  try {
    return { planes: readPlanes(data), rateHz: data.sampleRate };
  } finally {
    data.close();
  }
}

function readPlanes(data: AudioDataLike): Float32Array<ArrayBuffer>[] {
  const { numberOfChannels: channels, numberOfFrames: frames } = data;
  const everyChannel = Array.from({ length: channels }, (_, channel) => channel);
  switch (data.format) {
    case 's16-planar':
      return everyChannel.map((planeIndex) => {
        const pcm = new Int16Array(frames);
        data.copyTo(pcm, { planeIndex });
        return int16ToFloat(pcm);
      });
    case 's16': {
      const pcm = new Int16Array(frames * channels);
      data.copyTo(pcm, { planeIndex: 0 });
      const floats = int16ToFloat(pcm);
      return everyChannel.map((channel) =>
        Float32Array.from({ length: frames }, (_, i) => floats[i * channels + channel]!),
      );
    }
    default:
      return everyChannel.map((planeIndex) => {
        const plane = new Float32Array(frames);
        data.copyTo(plane, { planeIndex, format: 'f32-planar' });
        return plane;
      });
  }
}
