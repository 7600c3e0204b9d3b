/** The parts of an RTCPeerConnection that negotiation touches, obeying the signalling states of JSEP. */
export class FakePeerConnection extends EventTarget {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  readonly candidates: RTCIceCandidateInit[] = [];
  readonly replaced: unknown[] = [];
  /** What `getStats` answers. */
  stats = new Map<string, unknown>();
  restarts = 0;
  closed = false;
  #offers = 0;
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  addTrack(): void {
    queueMicrotask(() => this.dispatchEvent(new Event('negotiationneeded')));
  }

  getSenders() {
    return [{ replaceTrack: async (track: unknown) => void this.replaced.push(track) }];
  }

  async setLocalDescription(): Promise<void> {
    if (this.signalingState === 'have-remote-offer') {
      this.localDescription = { type: 'answer', sdp: `${this.#name} answers ${this.remoteDescription?.sdp}` };
      this.signalingState = 'stable';
    } else {
      this.#offers += 1;
      this.localDescription = { type: 'offer', sdp: `${this.#name} offer ${this.#offers}` };
      this.signalingState = 'have-local-offer';
    }
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer')
      throw new DOMException('an answer to nothing', 'InvalidStateError');
    // An offer that meets a local offer rolls that back, as browsers do.
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    this.remoteDescription = description;
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.remoteDescription === null) throw new DOMException('too early', 'InvalidStateError');
    this.candidates.push(candidate);
  }

  restartIce(): void {
    this.restarts += 1;
    this.dispatchEvent(new Event('negotiationneeded'));
  }

  async getStats(): Promise<Map<string, unknown>> {
    return this.stats;
  }

  close(): void {
    this.closed = true;
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  as(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }
}
