import { SOCKET_EVENTS, type ServerEvent } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { LinkQuality } from './link-quality.ts';
import { PeerLink, type PeerSignal, type PeerState } from './peer-link.ts';
import type { RoomClient } from './room-client.ts';

export interface PeerRoomOptions {
  room: Pick<RoomClient, 'events' | 'send'>;
  /** Gives way when both offer at once: the guest. */
  polite: boolean;
  createConnection: () => RTCPeerConnection;
  onState: (state: PeerState | null) => void;
  onQuality: (quality: LinkQuality | null) => void;
  onStream: (stream: MediaStream | null) => void;
  clock?: Clock | undefined;
}

/**
 * Keeps one live link to whoever the partner is now. A partner on a new socket gets a new link, and so
 * does this client after its own reconnection; signals of sockets that are gone are not listened to.
 */
export class PeerRoom {
  readonly #options: PeerRoomOptions;
  readonly #subscriptions: (() => void)[];
  #link: PeerLink | null = null;
  #partnerSocketId: string | null = null;
  /** What the partner sent before there was a local stream to make the link with. */
  #waiting: PeerSignal[] = [];
  #localStream: MediaStream | null = null;

  constructor(options: PeerRoomOptions) {
    this.#options = options;
    const { events } = options.room;
    const description = ({ sdp, sender }: ServerEvent<'offer'>) =>
      this.#receive(sender, { kind: 'description', description: sdp as unknown as RTCSessionDescriptionInit });
    this.#subscriptions = [
      // On a new socket the partner starts over with us; what still comes belongs to the new link.
      events.on('connected', () => this.#drop()),
      events.on(SOCKET_EVENTS.OFFER, description),
      events.on(SOCKET_EVENTS.ANSWER, description),
      events.on(SOCKET_EVENTS.ICE_CANDIDATE, ({ candidate, sender }) =>
        this.#receive(sender, { kind: 'candidate', candidate }),
      ),
    ];
  }

  /** What the partner hears; also while a link stands. */
  async useLocalStream(stream: MediaStream): Promise<void> {
    this.#localStream = stream;
    const track = stream.getAudioTracks()[0];
    if (this.#link === null) this.#connect();
    else if (track !== undefined) await this.#link.replaceTrack(track);
  }

  /** The partner is here, on this socket; null: nobody is. The same socket again changes nothing. */
  setPartner(socketId: string | null): void {
    if (socketId === this.#partnerSocketId) return;
    this.#drop();
    this.#partnerSocketId = socketId;
    this.#connect();
  }

  close(): void {
    for (const end of this.#subscriptions) end();
    this.#drop();
  }

  #connect(): void {
    const target = this.#partnerSocketId;
    const localStream = this.#localStream;
    if (target === null || localStream === null) return;
    const { room, polite, createConnection, onState, onQuality, onStream, clock } = this.#options;
    const link = new PeerLink({
      polite,
      localStream,
      createConnection,
      send: (signal) => sendSignal(room, target, signal),
      ...(clock === undefined ? {} : { clock }),
    });
    this.#link = link;
    onState(link.state);
    link.events.on('state', onState);
    link.events.on('quality', onQuality);
    link.events.on('stream', onStream);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const signal of waiting) void link.receive(signal);
  }

  #receive(sender: string, signal: PeerSignal): void {
    if (sender !== this.#partnerSocketId) {
      // An offer may overtake the word that its sender is here; anything else from a stranger is stale.
      if (signal.kind !== 'description' || signal.description.type !== 'offer') return;
      this.setPartner(sender);
    }
    if (this.#link === null) this.#waiting.push(signal);
    else void this.#link.receive(signal);
  }

  #drop(): void {
    this.#partnerSocketId = null;
    this.#waiting = [];
    if (this.#link === null) return;
    this.#link.close();
    this.#link = null;
    this.#options.onState(null);
    this.#options.onQuality(null);
    this.#options.onStream(null);
  }
}

function sendSignal(room: Pick<RoomClient, 'send'>, target: string, signal: PeerSignal): void {
  if (signal.kind === 'candidate') {
    room.send(SOCKET_EVENTS.ICE_CANDIDATE, { target, candidate: { ...signal.candidate } });
    return;
  }
  const { type, sdp } = signal.description;
  const description = { type, ...(sdp === undefined ? {} : { sdp }) };
  room.send(type === 'offer' ? SOCKET_EVENTS.OFFER : SOCKET_EVENTS.ANSWER, { target, sdp: description });
}
