import { Emitter, systemClock, type Clock } from '@audio-studio/flow';
import { readLinkQuality, type LinkQuality, type StatsMemory } from './link-quality.ts';

export type PeerState = 'connecting' | 'connected' | 'interrupted' | 'failed';

export type PeerSignal =
  | { kind: 'description'; description: RTCSessionDescriptionInit }
  | { kind: 'candidate'; candidate: RTCIceCandidateInit | null };

interface PeerLinkEvents {
  state: PeerState;
  stream: MediaStream;
  quality: LinkQuality;
}

export interface PeerLinkOptions {
  /** Gives way when both offer at once. */
  polite: boolean;
  /** What the partner hears. */
  localStream: MediaStream;
  createConnection: () => RTCPeerConnection;
  send: (signal: PeerSignal) => void;
  clock?: Clock;
}

/** How long the polite side leaves the first offer to the other. */
const FIRST_OFFER_PATIENCE_MS = 2_500;
const CONNECTING_GRACE_MS = 5_000;
const INTERRUPTION_GRACE_MS = 4_000;
const RESTART_PAUSE_MS = 8_000;
const QUALITY_INTERVAL_MS = 2_000;

/**
 * Live sound between two browsers: one RTCPeerConnection under perfect negotiation (W3C webrtc-pc
 * §10.7). Candidates that arrive before the remote description wait for it; a connection that breaks is
 * restarted until it stands again or the link is closed. The recording does not depend on any of it.
 */
export class PeerLink {
  readonly events = new Emitter<PeerLinkEvents>();
  readonly #connection: RTCPeerConnection;
  readonly #polite: boolean;
  readonly #send: (signal: PeerSignal) => void;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #repair: AbortController | null = null;
  #signals: Promise<void> = Promise.resolve();
  #waitingCandidates: RTCIceCandidateInit[] = [];
  #makingOffer = false;
  #state: PeerState = 'connecting';

  constructor({ polite, localStream, createConnection, send, clock = systemClock }: PeerLinkOptions) {
    this.#polite = polite;
    this.#send = send;
    this.#clock = clock;
    const connection = createConnection();
    this.#connection = connection;
    connection.addEventListener('negotiationneeded', () => void this.#negotiate());
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) send({ kind: 'candidate', candidate: candidate.toJSON() });
    });
    connection.addEventListener('connectionstatechange', () => this.#handleConnectionState());
    connection.addEventListener('track', ({ streams, track }) =>
      this.events.emit('stream', streams[0] ?? new MediaStream([track])),
    );
    for (const track of localStream.getTracks()) connection.addTrack(track, localStream);
    void this.#watchQuality();
    this.#startRepair(CONNECTING_GRACE_MS);
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Takes what the partner sent, one after the other in the order it came. */
  receive(signal: PeerSignal): Promise<void> {
    this.#signals = this.#signals.then(() => this.#apply(signal)).catch(() => undefined);
    return this.#signals;
  }

  /** Lets the partner hear another track from now on, without a new negotiation. */
  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await this.#connection.getSenders()[0]?.replaceTrack(track);
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#repair?.abort();
    this.#connection.close();
    this.events.clear();
  }

  /**
   * Both sides have something to offer at first. The polite one waits: two first offers at once are
   * resolved by the rules, but a rolled-back first offer leaves Chromium without candidates at times.
   */
  async #negotiate(): Promise<void> {
    if (this.#polite && this.#connection.remoteDescription === null) {
      await this.#clock.sleep(FIRST_OFFER_PATIENCE_MS, this.#closed.signal).catch(() => undefined);
      if (this.#connection.remoteDescription !== null) return;
    }
    if (!this.#closed.signal.aborted) await this.#offer();
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.#connection.setLocalDescription();
      this.#sendLocalDescription();
    } catch {
      // Closed meanwhile, or overtaken by the partner's offer, which is being answered.
    } finally {
      this.#makingOffer = false;
    }
  }

  async #apply(signal: PeerSignal): Promise<void> {
    if (this.#closed.signal.aborted) return;
    if (signal.kind === 'description') await this.#applyDescription(signal.description);
    else await this.#applyCandidate(signal.candidate);
  }

  async #applyDescription(description: RTCSessionDescriptionInit): Promise<void> {
    const connection = this.#connection;
    const collides = description.type === 'offer' && (this.#makingOffer || connection.signalingState !== 'stable');
    if (!this.#polite && collides) return;
    await connection.setRemoteDescription(description);
    await this.#releaseCandidates();
    if (description.type !== 'offer') return;
    await connection.setLocalDescription();
    this.#sendLocalDescription();
  }

  async #applyCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (candidate === null) return;
    if (this.#connection.remoteDescription === null) this.#waitingCandidates.push(candidate);
    // One unusable candidate (of an offer that was ignored, say) must not end the call: there are others.
    else await this.#connection.addIceCandidate(candidate).catch(() => undefined);
  }

  async #releaseCandidates(): Promise<void> {
    const waiting = this.#waitingCandidates;
    this.#waitingCandidates = [];
    for (const candidate of waiting) await this.#connection.addIceCandidate(candidate).catch(() => undefined);
  }

  #sendLocalDescription(): void {
    const description = this.#connection.localDescription;
    if (description === null || this.#closed.signal.aborted) return;
    this.#send({ kind: 'description', description: { type: description.type, sdp: description.sdp } });
  }

  #handleConnectionState(): void {
    switch (this.#connection.connectionState) {
      case 'connected':
        this.#repair?.abort();
        this.#repair = null;
        this.#become('connected');
        break;
      case 'disconnected':
        this.#become('interrupted');
        this.#startRepair(INTERRUPTION_GRACE_MS);
        break;
      case 'failed':
        this.#become('failed');
        this.#startRepair(0);
        break;
      default:
    }
  }

  #become(state: PeerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.events.emit('state', state);
  }

  /**
   * A short interruption mostly heals by itself; what does not is restarted, again and again. The polite
   * side waits longer, so that both do not restart at once.
   */
  #startRepair(afterMs: number): void {
    const graceMs = this.#polite ? afterMs + RESTART_PAUSE_MS / 2 : afterMs;
    if (afterMs > 0 && this.#repair !== null) return;
    this.#repair?.abort();
    const repair = new AbortController();
    this.#repair = repair;
    const run = async () => {
      if (graceMs > 0) await this.#clock.sleep(graceMs, repair.signal);
      while (!repair.signal.aborted && !this.#closed.signal.aborted) {
        this.#repairOnce();
        await this.#clock.sleep(RESTART_PAUSE_MS, repair.signal);
      }
    };
    run().catch(() => undefined);
  }

  #repairOnce(): void {
    // An offer without an answer was lost on the way, or its answer was; no restart begins before that is settled.
    if (this.#connection.signalingState === 'have-local-offer') this.#sendLocalDescription();
    else this.#connection.restartIce();
  }

  async #watchQuality(): Promise<void> {
    const memory: StatsMemory = { received: 0, lost: 0 };
    const { signal } = this.#closed;
    for (;;) {
      await this.#clock.sleep(QUALITY_INTERVAL_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#state !== 'connected') continue;
      const report = await this.#connection.getStats().catch(() => null);
      if (report !== null && !signal.aborted) this.events.emit('quality', readLinkQuality(report, memory));
    }
  }
}
