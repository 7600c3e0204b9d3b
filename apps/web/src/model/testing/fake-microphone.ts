import type { Microphone } from '@audio-studio/capture';

/** A track without sound. */
export class FakeTrack {
  enabled = true;
  stopped = false;
  readonly kind = 'audio';
  readonly clones: FakeTrack[] = [];

  clone(): FakeTrack {
    const copy = new FakeTrack();
    this.clones.push(copy);
    return copy;
  }

  stop(): void {
    this.stopped = true;
  }
}

export class FakeMicrophone {
  readonly track = new FakeTrack();
  readonly info: { deviceId: string; label: string; groupId: string };
  readonly deviations = [];
  closed = false;
  #ended: (() => void) | null = null;

  constructor(label: string) {
    this.info = { deviceId: `id of ${label}`, label, groupId: '' };
  }

  onEnded(listener: () => void): () => void {
    this.#ended = listener;
    return () => {
      this.#ended = null;
    };
  }

  unplug(): void {
    this.#ended?.();
  }

  close(): void {
    this.closed = true;
  }

  asMicrophone(): Microphone {
    return this as unknown as Microphone;
  }
}
