import { LIVE_PEAKS_PER_SECOND } from '@audio-studio/capture';
import { SnapshotStore } from '@audio-studio/flow';
import type { SoundSlice, SoundSource } from './live-sound.ts';

const FLOOR_DBFS = -100;

/**
 * The partner's live sound: the stream to play, and its level. What the meter shows here went over the
 * network; the partner's own computer records the original.
 */
export class RemoteSound {
  readonly state = new SnapshotStore<{ stream: MediaStream | null }>({ stream: null });
  readonly #listeners = new Set<(slice: SoundSlice) => void>();
  #context: AudioContext | null = null;
  #stop: () => void = () => undefined;

  readonly source: SoundSource = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly set = (stream: MediaStream | null): void => {
    this.#stop();
    this.#stop = () => undefined;
    this.state.set({ stream });
    if (stream !== null) this.#stop = this.#measure(stream);
  };

  /** To be called at a gesture where the browser held sound back. */
  resume(): void {
    void this.#context?.resume().catch(() => undefined);
  }

  close(): void {
    this.set(null);
    void this.#context?.close();
    this.#context = null;
  }

  #measure(stream: MediaStream): () => void {
    const context = (this.#context ??= new AudioContext());
    // A page may not start sound before a gesture; by the studio there has been one, but the wait is free.
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    const input = context.createMediaStreamSource(stream);
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    input.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const slice = sliceOf(samples, Math.round(context.sampleRate / LIVE_PEAKS_PER_SECOND));
      for (const listener of this.#listeners) listener(slice);
    }, 1000 / 30);
    return () => {
      clearInterval(timer);
      input.disconnect();
    };
  }
}

/** The newest two stretches of `samples`, each `stretch` long. */
function sliceOf(samples: Float32Array, stretch: number): SoundSlice {
  const newest = samples.subarray(Math.max(0, samples.length - 2 * stretch));
  const peaks = new Float32Array(4);
  let energy = 0;
  let peak = 0;
  for (const [index, sample] of newest.entries()) {
    const at = index < stretch ? 0 : 2;
    if (sample < peaks[at]!) peaks[at] = sample;
    if (sample > peaks[at + 1]!) peaks[at + 1] = sample;
    energy += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  return {
    rmsDbfs: Math.max(FLOOR_DBFS, 10 * Math.log10(energy / newest.length || 1e-10)),
    peakDbfs: Math.max(FLOOR_DBFS, 20 * Math.log10(peak || 1e-5)),
    peaks,
    recorded: false,
    clipCountTotal: null,
  };
}
