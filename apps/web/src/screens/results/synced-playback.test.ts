import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { SyncedPlayback, type PlaybackMedia } from './synced-playback.ts';

/** A media element whose time passes with the clock; `speedError` is how much faster it runs than it should. */
class FakeMedia implements PlaybackMedia {
  src = '';
  preload = '';
  muted = false;
  paused = true;
  readyState = 4;
  jumps = 0;
  readonly #clock: ManualClock;
  readonly #speedError: number;
  readonly #lengthSeconds: number;
  #rate = 1;
  #time = 0;
  #sinceMs = 0;
  #onError: () => void = () => undefined;

  constructor(clock: ManualClock, { speedError = 0, lengthSeconds = 60 } = {}) {
    this.#clock = clock;
    this.#speedError = speedError;
    this.#lengthSeconds = lengthSeconds;
  }

  get ended(): boolean {
    return this.currentTime >= this.#lengthSeconds;
  }

  get currentTime(): number {
    this.#settle();
    return this.#time;
  }

  set currentTime(seconds: number) {
    this.#settle();
    this.#time = seconds;
    this.jumps += 1;
  }

  get playbackRate(): number {
    return this.#rate;
  }

  set playbackRate(rate: number) {
    this.#settle();
    this.#rate = rate;
  }

  play(): Promise<void> {
    this.#settle();
    this.paused = false;
    return Promise.resolve();
  }

  pause(): void {
    this.#settle();
    this.paused = true;
  }

  load(): void {}

  removeAttribute(): void {
    this.src = '';
  }

  addEventListener(_: 'error', listener: () => void): void {
    this.#onError = listener;
  }

  fail(): void {
    this.#onError();
  }

  #settle(): void {
    const nowMs = this.#clock.monotonicMs();
    if (!this.paused)
      this.#time = Math.min(
        this.#lengthSeconds,
        this.#time + ((nowMs - this.#sinceMs) / 1000) * this.#rate * (1 + this.#speedError),
      );
    this.#sinceMs = nowMs;
  }
}

function duet({ offsetSeconds = 0.5, speedError = 0, hostSeconds = 60, guestSeconds = 60 } = {}) {
  const clock = new ManualClock();
  const host = new FakeMedia(clock, { lengthSeconds: hostSeconds });
  const guest = new FakeMedia(clock, { speedError, lengthSeconds: guestSeconds });
  const asked: string[] = [];
  const track = (id: string, media: FakeMedia, offset: number, durationSeconds: number) => ({
    id,
    offsetSeconds: offset,
    durationSeconds,
    media,
    resolveUrl: async () => {
      asked.push(id);
      return `https://store.test/${id}/${asked.length}`;
    },
  });
  const playback = new SyncedPlayback({
    tracks: [track('host', host, 0, hostSeconds), track('guest', guest, offsetSeconds, guestSeconds)],
    durationSeconds: Math.max(hostSeconds, offsetSeconds + guestSeconds),
    clock,
  });
  playback.open();
  /** How far the guest is from where the host says it should be, seconds. */
  const drift = () => offsetSeconds + guest.currentTime - host.currentTime;
  return { clock, host, guest, playback, asked, drift };
}

describe('SyncedPlayback', () => {
  it('begins a later track at its place', async () => {
    const { clock, host, guest, playback } = duet({ offsetSeconds: 2 });
    playback.play();
    await clock.advance(1_000);
    expect([host.paused, guest.paused]).toEqual([false, true]);
    await clock.advance(3_000);
    expect(guest.paused).toBe(false);
    expect(guest.currentTime).toBeCloseTo(host.currentTime - 2, 1);
    expect(playback.state.get().phase).toBe('playing');
  });

  it('keeps a track that runs 1 % fast within 30 ms, without jumping', async () => {
    const { clock, guest, playback, drift } = duet({ speedError: 0.01 });
    playback.play();
    await clock.advance(2_000);
    const jumps = guest.jumps;
    for (let second = 0; second < 30; second += 1) {
      await clock.advance(1_000);
      expect(Math.abs(drift())).toBeLessThan(0.03);
    }
    expect(guest.jumps).toBe(jumps);
  });

  it('brings a track back that fell 0.2 s behind by hurrying it, and a second by a jump', async () => {
    const { clock, guest, playback, drift } = duet();
    playback.play();
    await clock.advance(3_000);
    guest.currentTime -= 0.2;
    const jumps = guest.jumps;
    await clock.advance(100);
    expect(guest.playbackRate).toBeGreaterThan(1);
    await clock.advance(6_000);
    expect(Math.abs(drift())).toBeLessThan(0.03);
    expect(guest.jumps).toBe(jumps);
    guest.currentTime -= 1;
    await clock.advance(100);
    expect(Math.abs(drift())).toBeLessThan(0.03);
    expect(guest.jumps).toBe(jumps + 2);
  });

  it('lets everyone wait while the sound of one is still arriving', async () => {
    const { clock, host, guest, playback } = duet();
    playback.play();
    await clock.advance(2_000);
    guest.readyState = 2;
    await clock.advance(100);
    expect(playback.state.get().phase).toBe('waiting');
    expect(host.paused).toBe(true);
    const stoodAt = playback.positionSeconds;
    await clock.advance(5_000);
    expect(playback.positionSeconds).toBe(stoodAt);
    guest.readyState = 4;
    await clock.advance(1_000);
    expect(playback.state.get().phase).toBe('playing');
    expect(playback.positionSeconds).toBeGreaterThan(stoodAt);
    expect(Math.abs(0.5 + guest.currentTime - host.currentTime)).toBeLessThan(0.03);
  });

  it('pauses where it is and goes on from there', async () => {
    const { clock, host, playback } = duet();
    playback.play();
    await clock.advance(2_000);
    playback.pause();
    const stoodAt = playback.positionSeconds;
    expect(stoodAt).toBeGreaterThan(1.5);
    await clock.advance(3_000);
    expect(playback.positionSeconds).toBe(stoodAt);
    expect(host.paused).toBe(true);
    playback.toggle();
    await clock.advance(1_000);
    expect(playback.positionSeconds).toBeGreaterThan(stoodAt);
  });

  it('seeks both, never beyond the ends', () => {
    const { host, guest, playback } = duet();
    playback.seek(20);
    expect([host.currentTime, guest.currentTime]).toEqual([20, 19.5]);
    playback.seek(-5);
    expect(playback.positionSeconds).toBe(0);
    playback.seek(1e6);
    expect(playback.positionSeconds).toBe(60.5);
  });

  it('plays the longer track alone to its end, then starts over', async () => {
    const { clock, host, guest, playback } = duet({ hostSeconds: 3, guestSeconds: 5 });
    playback.play();
    await clock.advance(4_000);
    expect([host.paused, guest.paused]).toEqual([true, false]);
    await clock.advance(3_000);
    expect(playback.state.get().phase).toBe('paused');
    expect(playback.positionSeconds).toBe(5.5);
    playback.play();
    await clock.advance(500);
    expect(playback.positionSeconds).toBeLessThan(1);
  });

  it('mutes one, or all but one', () => {
    const { host, guest, playback } = duet();
    playback.setMuted('guest', true);
    expect([host.muted, guest.muted]).toEqual([false, true]);
    playback.setSolo('guest');
    expect([host.muted, guest.muted]).toEqual([true, false]);
    playback.setSolo(null);
    expect([host.muted, guest.muted]).toEqual([false, true]);
  });

  it('asks for a new address when one has run out, and plays on without a track that cannot be had', async () => {
    const { clock, host, guest, playback, asked } = duet();
    playback.play();
    await clock.advance(1_000);
    guest.fail();
    await clock.advance(100);
    expect(asked).toEqual(['host', 'guest', 'guest']);
    expect(guest.src).toContain('/guest/3');
    guest.readyState = 0;
    guest.fail();
    guest.fail();
    await clock.advance(1_000);
    expect(playback.state.get()).toMatchObject({ phase: 'playing', failed: new Set(['guest']) });
    expect(host.paused).toBe(false);
    playback.retry('guest');
    await clock.advance(100);
    expect(playback.state.get().failed.size).toBe(0);
    expect(asked).toHaveLength(4);
  });

  it('lets go of the files, and can be opened again', async () => {
    const { clock, host, playback, asked } = duet();
    await clock.advance(1);
    playback.close();
    playback.close();
    expect(host.src).toBe('');
    playback.open();
    await clock.advance(1);
    expect(asked).toHaveLength(4);
    expect(host.src).not.toBe('');
  });
});
