import { microphoneOf, openMicrophone, type Microphone } from '../microphone/microphone.ts';

export interface ToneMicrophone extends Microphone {
  readonly context: AudioContext;
}

/** A microphone that hears a sine: `amplitude` 0…1, from an audio context at `sampleRate`. */
export async function openToneMicrophone(options: {
  frequencyHz: number;
  amplitude: number;
  sampleRate?: number;
}): Promise<ToneMicrophone> {
  // A page that captures may start audio without being touched first.
  const permission = await openMicrophone();
  const context = new AudioContext({ sampleRate: options.sampleRate ?? 48_000 });
  const oscillator = new OscillatorNode(context, { frequency: options.frequencyHz });
  const gain = new GainNode(context, { gain: options.amplitude });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  await context.resume();
  const microphone = microphoneOf(destination.stream);
  return {
    ...microphone,
    context,
    close() {
      microphone.close();
      permission.close();
      void context.close();
    },
  };
}
