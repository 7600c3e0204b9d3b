import { SnapshotStore, systemClock, type Clock } from '@audio-studio/flow';

/** What is used of a media element. */
export interface PlaybackMedia {
  src: string;
  preload: string;
  currentTime: number;
  playbackRate: number;
  muted: boolean;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly readyState: number;
  play(): Promise<void>;
  pause(): void;
  load(): void;
  removeAttribute(name: string): void;
  addEventListener(type: 'error', listener: () => void): void;
}

export interface PlaybackTrack {
  id: string;
  /** Of its first sample on the common time line. */
  offsetSeconds: number;
  durationSeconds: number;
  media: PlaybackMedia;
  /** Where its sound is; asked again when an address has run out. */
  resolveUrl: () => Promise<string>;
}

export interface PlaybackSnapshot {
  /** `waiting`: play was asked for and sound is still arriving. */
  phase: 'paused' | 'waiting' | 'playing';
  muted: ReadonlySet<string>;
  /** The only track heard, or null. */
  solo: string | null;
  /** Tracks whose sound cannot be had; the others play. */
  failed: ReadonlySet<string>;
}

const STEP_MS = 50;
const HAVE_FUTURE_DATA = 3;
/** Tracks further apart than this are brought together; voices this close sound as one conversation. */
const TOLERANCE_SECONDS = 0.03;
/** A correction ends here, well inside the tolerance, so that it does not start again at once. */
const SETTLED_SECONDS = 0.008;
/** A follower further off than this jumps; a nearer one is slowed or hurried, which nobody hears. */
const JUMP_SECONDS = 0.3;
const LARGEST_RATE_CHANGE = 0.15;
/** Rate change for each second of distance: 100 ms, the usual delay of a start, is made good in half a second. */
const RATE_CHANGE_PER_SECOND = 2.5;
const END_SLACK_SECONDS = 0.02;

type Loading = 'idle' | 'requested' | 'given' | 'failed';

/**
 * Plays several tracks as one. The first track that covers the present position is the clock; the others
 * follow it within 30 ms by a slightly changed rate, or a jump when they are far off. While the sound of
 * any is still arriving, all wait.
 */
export class SyncedPlayback {
  readonly state = new SnapshotStore<PlaybackSnapshot>({
    phase: 'paused',
    muted: new Set(),
    solo: null,
    failed: new Set(),
  });
  readonly durationSeconds: number;
  readonly #tracks: readonly PlaybackTrack[];
  readonly #clock: Clock;
  readonly #loading = new Map<string, { state: Loading; retried: boolean }>();
  readonly #correcting = new Set<string>();
  #positionSeconds = 0;
  #positionAtMs = 0;
  #master: PlaybackTrack | null = null;
  #running: AbortController | null = null;
  #isClosed = false;

  constructor(options: { tracks: readonly PlaybackTrack[]; durationSeconds: number; clock?: Clock }) {
    this.#tracks = options.tracks;
    this.durationSeconds = options.durationSeconds;
    this.#clock = options.clock ?? systemClock;
    for (const track of this.#tracks) {
      this.#loading.set(track.id, { state: 'idle', retried: false });
      track.media.addEventListener('error', () => void this.#handleMediaError(track));
    }
  }

  /** On the common time line, now. */
  get positionSeconds(): number {
    if (this.state.get().phase !== 'playing') return this.#positionSeconds;
    const master = this.#master;
    const seconds =
      master === null
        ? this.#positionSeconds + (this.#clock.monotonicMs() - this.#positionAtMs) / 1000
        : master.offsetSeconds + master.media.currentTime;
    return Math.min(seconds, this.durationSeconds);
  }

  /** Fetches addresses and the beginning of each file, so that a later `play` starts at once. After `close` too. */
  open(): void {
    this.#isClosed = false;
    for (const track of this.#tracks) void this.#load(track);
  }

  play(): void {
    if (this.#isClosed || this.#running !== null) return;
    if (this.#positionSeconds >= this.durationSeconds - END_SLACK_SECONDS) this.#setPosition(0);
    this.state.set({ phase: 'waiting' });
    for (const track of this.#tracks) {
      track.media.preload = 'auto';
      void this.#load(track);
    }
    const running = new AbortController();
    this.#running = running;
    this.#align();
    void this.#run(running.signal);
  }

  pause(): void {
    this.#setPosition(this.positionSeconds);
    this.#stop();
  }

  toggle(): void {
    if (this.#running === null) this.play();
    else this.pause();
  }

  seek(seconds: number): void {
    this.#setPosition(Math.min(Math.max(seconds, 0), this.durationSeconds));
    if (this.#running !== null) this.state.set({ phase: 'waiting' });
    this.#align();
  }

  setMuted(id: string, isMuted: boolean): void {
    const muted = new Set(this.state.get().muted);
    if (isMuted) muted.add(id);
    else muted.delete(id);
    this.state.set({ muted });
    this.#applyMutes();
  }

  /** Only this track is heard; null: all that are not muted. */
  setSolo(id: string | null): void {
    this.state.set({ solo: id });
    this.#applyMutes();
  }

  /** Tries again to get the sound of a track that failed. */
  retry(id: string): void {
    const track = this.#tracks.find((one) => one.id === id);
    if (track === undefined) return;
    this.#loading.set(id, { state: 'idle', retried: false });
    this.state.set({ failed: new Set([...this.state.get().failed].filter((other) => other !== id)) });
    void this.#load(track);
  }

  /** Silent, and lets go of the files. */
  close(): void {
    this.#setPosition(this.positionSeconds);
    this.#isClosed = true;
    this.#stop();
    for (const { id, media } of this.#tracks) {
      this.#loading.set(id, { state: 'idle', retried: false });
      media.removeAttribute('src');
      media.load();
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#step();
      await this.#clock.sleep(STEP_MS, signal).catch(() => undefined);
    }
  }

  #step(): void {
    const position = this.positionSeconds;
    if (position >= this.durationSeconds - END_SLACK_SECONDS) {
      this.#setPosition(this.durationSeconds);
      this.#stop();
      return;
    }
    this.#setPosition(position);
    const covering = this.#tracks.filter((track) => this.#covers(track, position));
    for (const track of this.#tracks) if (!covering.includes(track) && !track.media.paused) track.media.pause();

    const late = covering.filter(({ media }) => media.readyState < HAVE_FUTURE_DATA);
    if (late.length > 0) {
      this.#master = null;
      this.state.set({ phase: 'waiting' });
      for (const track of covering) if (!late.includes(track)) track.media.pause();
      return;
    }
    this.#master = covering[0] ?? null;
    for (const track of covering) {
      if (track.media.paused) this.#start(track, position);
      else if (track !== this.#master) this.#follow(track, position);
    }
    this.state.set({ phase: 'playing' });
  }

  #start({ id, media, offsetSeconds }: PlaybackTrack, position: number): void {
    const target = position - offsetSeconds;
    if (Math.abs(media.currentTime - target) > SETTLED_SECONDS) media.currentTime = target;
    media.playbackRate = 1;
    this.#correcting.delete(id);
    this.#loading.get(id)!.retried = false;
    // A pause that comes before the sound does rejects; the error event tells of real trouble.
    media.play().catch(() => undefined);
  }

  #follow({ id, media, offsetSeconds }: PlaybackTrack, position: number): void {
    const driftSeconds = offsetSeconds + media.currentTime - position;
    const distance = Math.abs(driftSeconds);
    if (distance > JUMP_SECONDS) {
      media.currentTime = position - offsetSeconds;
      media.playbackRate = 1;
      this.#correcting.delete(id);
      return;
    }
    if (distance > TOLERANCE_SECONDS / 2) this.#correcting.add(id);
    if (distance < SETTLED_SECONDS) this.#correcting.delete(id);
    const wanted = -driftSeconds * RATE_CHANGE_PER_SECOND;
    const change = Math.min(Math.max(wanted, -LARGEST_RATE_CHANGE), LARGEST_RATE_CHANGE);
    media.playbackRate = this.#correcting.has(id) ? 1 + change : 1;
  }

  #covers({ id, media, offsetSeconds, durationSeconds }: PlaybackTrack, position: number): boolean {
    if (this.state.get().failed.has(id) || media.ended) return false;
    return position >= offsetSeconds && position < offsetSeconds + durationSeconds - END_SLACK_SECONDS;
  }

  /** Puts every track where the position says, playing or not. */
  #align(): void {
    this.#master = null;
    for (const { media, offsetSeconds, durationSeconds } of this.#tracks) {
      const target = this.#positionSeconds - offsetSeconds;
      media.currentTime = Math.min(Math.max(target, 0), durationSeconds);
      media.playbackRate = 1;
      if (!media.paused) media.pause();
    }
    this.#correcting.clear();
  }

  #setPosition(seconds: number): void {
    this.#positionSeconds = seconds;
    this.#positionAtMs = this.#clock.monotonicMs();
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#master = null;
    for (const { media } of this.#tracks) media.pause();
    this.state.set({ phase: 'paused' });
  }

  #applyMutes(): void {
    const { muted, solo } = this.state.get();
    for (const { id, media } of this.#tracks) media.muted = solo === null ? muted.has(id) : solo !== id;
  }

  async #load(track: PlaybackTrack): Promise<void> {
    const loading = this.#loading.get(track.id)!;
    if (loading.state !== 'idle') return;
    loading.state = 'requested';
    try {
      const url = await track.resolveUrl();
      if (this.#isClosed || this.#loading.get(track.id) !== loading) return;
      loading.state = 'given';
      track.media.src = url;
      const target = this.#positionSeconds - track.offsetSeconds;
      if (target > 0) track.media.currentTime = Math.min(target, track.durationSeconds);
    } catch {
      this.#fail(track);
    }
  }

  /** An address lasts an hour: the first failure after sound was had asks for a new one. */
  async #handleMediaError(track: PlaybackTrack): Promise<void> {
    const loading = this.#loading.get(track.id)!;
    if (this.#isClosed || loading.state !== 'given') return;
    if (loading.retried) {
      this.#fail(track);
      return;
    }
    this.#loading.set(track.id, { state: 'idle', retried: true });
    await this.#load(track);
  }

  #fail({ id }: PlaybackTrack): void {
    if (this.#isClosed) return;
    this.#loading.set(id, { state: 'failed', retried: true });
    this.state.set({ failed: new Set([...this.state.get().failed, id]) });
  }
}
