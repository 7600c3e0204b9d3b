import { SOCKET_EVENTS as E, type Role, type ServerEvent } from '@audio-studio/contract';
import { SnapshotStore, systemClock, type Clock } from '@audio-studio/flow';
import { CallPressure } from './call-pressure.ts';
import type { CaptureRig } from './capture-rig.ts';
import { PeerRoom } from './peer-room.ts';
import type { RoomClient } from './room-client.ts';
import { INITIAL_STUDIO, type Partner, type StudioSnapshot } from './studio-snapshot.ts';
import { TakeControl, type WantedTake } from './take-control.ts';
import { TakeReporter } from './take-reporter.ts';
import type { UploadDesk } from './upload-desk.ts';

export interface StudioSessionOptions {
  meetingId: string;
  me: { userId: string; role: Role; name: string };
  rig: CaptureRig;
  room: RoomClient;
  desk: UploadDesk;
  serverNowMs: () => number;
  createConnection: () => RTCPeerConnection;
  /** The partner's live sound, or that there is none. */
  onRemoteStream: (stream: MediaStream | null) => void;
  clock?: Clock;
}

const WARNING_LIFETIME_MS = 20_000;
const MAX_CHAT = 500;

/**
 * One person's stay in the studio: their seat, their recorder following the room's takes, the live
 * sound, and everything the page shows about it, as one snapshot.
 */
export class StudioSession {
  readonly state = new SnapshotStore<StudioSnapshot>(INITIAL_STUDIO);
  readonly #options: StudioSessionOptions;
  readonly #clock: Clock;
  readonly #takes: TakeControl;
  readonly #peers: PeerRoom;
  readonly #subscriptions: (() => void)[];
  readonly #closed = new AbortController();
  readonly #pressure = new CallPressure();
  #reporter: TakeReporter | null = null;
  #liveTrack: MediaStreamTrack | null = null;
  /** The take whose stop was given while offline: not to be resumed, and the server has to hear of it. */
  #unsentStop: string | null = null;
  #nextId = 1;

  constructor(options: StudioSessionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const { meetingId, me, rig, room, desk } = options;
    this.#takes = new TakeControl({
      rig,
      desk,
      who: { meetingId, ...me },
      clock: this.#clock,
      onPhase: (take) => {
        if (take.kind === 'recording') this.#reporter = new TakeReporter(take.takeId);
        this.state.set({ take, ...(take.kind === 'idle' ? { grade: null } : {}) });
      },
      onEnded: (takeId) => this.state.set({ endedTakes: [...this.state.get().endedTakes, takeId] }),
    });
    this.#peers = new PeerRoom({
      room,
      polite: me.role === 'guest',
      createConnection: options.createConnection,
      onState: (peer) => {
        this.state.set({ peer });
        // Nothing is read of a call that is interrupted; it is to find its way back, and yet may not come back.
        if (peer === 'interrupted' || peer === 'failed') desk.setLinkPressure('some');
      },
      onQuality: (quality) => {
        this.state.set({ quality });
        desk.setLinkPressure(this.#pressure.read(quality));
      },
      onStream: options.onRemoteStream,
      clock: this.#clock,
    });
    this.#subscriptions = [...this.#listenToRoom(), ...this.#listenToRig()];
    this.#handleTrack();
    room.attend({ kind: 'join', userId: me.userId, role: me.role });
    this.#handleLink();
    void this.#ageWarnings();
  }

  startRecording(): void {
    const { take, awaiting } = this.state.get();
    if (take.kind !== 'idle' || awaiting !== null) return;
    if (this.#options.room.send(E.START_RECORDING, { roomId: this.#options.meetingId }))
      this.state.set({ awaiting: 'start', problem: null });
    else this.state.set({ problem: 'Recording cannot start while the connection is down. We are reconnecting.' });
  }

  stopRecording(): void {
    const { take } = this.state.get();
    if (take.kind === 'idle' || take.kind === 'stopping') return;
    if (this.#options.room.send(E.STOP_RECORDING, { roomId: this.#options.meetingId })) {
      this.state.set({ awaiting: 'stop', problem: null });
      return;
    }
    // The host means now, not when the connection is back: this track ends, the partner hears of it later.
    this.#unsentStop = take.takeId;
    void this.#takes.want(null);
  }

  retryRecording(): void {
    void this.#takes.retry();
  }

  /** Mutes what the partner hears live. The recording never knows of it. */
  toggleMuted(): void {
    const muted = !this.state.get().muted;
    if (this.#liveTrack !== null) this.#liveTrack.enabled = !muted;
    this.state.set({ muted });
    this.#announce();
  }

  /** False when it was not sent. */
  sendChat(message: string): boolean {
    const { meetingId, me } = this.#options;
    return this.#options.room.send(E.CHAT_MESSAGE, { roomId: meetingId, message, sender: me.name, role: me.role });
  }

  addMarker(label: string): void {
    if (!this.#options.room.send(E.ADD_MARKER, { roomId: this.#options.meetingId, label }))
      this.state.set({ problem: 'The marker was not set: the connection is down. Please set it again in a moment.' });
  }

  dismissProblem(): void {
    this.state.set({ problem: null });
  }

  dismissWarning(id: number): void {
    this.state.set({ warnings: this.state.get().warnings.filter((warning) => warning.id !== id) });
  }

  close(): void {
    this.#closed.abort();
    for (const end of this.#subscriptions) end();
    this.#takes.close();
    this.#peers.close();
    this.#liveTrack?.stop();
  }

  #listenToRoom(): (() => void)[] {
    const { events, status } = this.#options.room;
    return [
      status.subscribe(() => this.#handleLink()),
      events.on(E.ROOM_STATE, (state) => this.#handleRoomState(state)),
      events.on(E.USER_JOINED, (user) => this.#handleUserJoined(user)),
      events.on(E.USER_LEFT, ({ userId }) => this.#handleUserLeft(userId)),
      events.on(E.PEER_RECONNECTED, ({ userId, newSocketId }) => this.#handlePeerReconnected(userId, newSocketId)),
      events.on(E.START_RECORDING, ({ sessionId, startedAt }) => {
        const startedAtMs = startedAt === undefined ? this.#options.serverNowMs() : Date.parse(startedAt);
        this.#handleWanted({ takeId: sessionId, startedAtMs, resumed: false });
      }),
      events.on(E.RESUME_RECORDING, ({ sessionId, startedAt }) =>
        this.#handleWanted({ takeId: sessionId, startedAtMs: startedAt, resumed: true }),
      ),
      events.on(E.STOP_RECORDING, () => this.#handleWanted(null)),
      events.on(E.CHAT_MESSAGE, (message) =>
        this.state.set({ chat: [...this.state.get().chat, { ...message, id: this.#nextId++ }].slice(-MAX_CHAT) }),
      ),
      events.on(E.RECORDING_WARNING, (warning) => this.#handleWarning(warning)),
      events.on(E.QUALITY_UPDATE, ({ estimatedProfile }) => this.state.set({ grade: estimatedProfile })),
      events.on(E.PARTICIPANT_STATE, (told) => this.#handleParticipantState(told)),
      events.on(E.MARKER_ADDED, ({ sessionId, ...marker }) => {
        if (this.#takeId() === sessionId) this.state.set({ markers: [...this.state.get().markers, marker] });
      }),
      events.on(E.UPLOAD_PROGRESS, (progress) => this.#handlePartnerUpload(progress)),
      events.on(E.PROCESSING_STATUS, ({ sessionId }) => this.#handleProcessing(sessionId)),
      events.on(E.PROCESSING_COMPLETE, ({ sessionId }) => this.#handleProcessing(sessionId)),
      events.on(E.RECORDING_REJECTED, ({ sessionId }) => this.#handleProcessing(sessionId)),
      events.on(E.ERROR, ({ message, code }) => {
        // A signal to a partner who has just left, or one too many: nothing anyone needs to act on.
        if (code === 'NOT_FOUND' || code === 'RATE_LIMIT_EXCEEDED') return;
        this.state.set({ awaiting: null, problem: message });
      }),
    ];
  }

  #listenToRig(): (() => void)[] {
    const { rig, room, serverNowMs } = this.#options;
    return [
      rig.events.on('switched', () => this.#handleTrack()),
      rig.state.subscribe(() => this.#announce()),
      rig.events.on('levels', (levels) => {
        const report = this.#reporter?.push(levels, serverNowMs()) ?? null;
        if (report !== null) room.send(E.AUDIO_METRICS, report);
      }),
    ];
  }

  #takeId(): string | null {
    const { take } = this.state.get();
    return take.kind === 'idle' ? null : take.takeId;
  }

  #handleLink(): void {
    const { link } = this.#options.room.status.get();
    this.state.set({ link, ...(link === 'online' ? {} : { awaiting: null }) });
    if (link === 'replaced') {
      // The other tab goes on with the take's file as soon as this one lets go of it.
      this.#takes.close();
      this.#peers.close();
      this.#options.desk.release(this.#options.meetingId);
      void this.#options.rig.close();
    }
  }

  #handleRoomState({ meeting, participants, recordingState }: ServerEvent<'room-state'>): void {
    const other = participants.find(({ userId }) => userId !== this.#options.me.userId);
    const before = this.state.get().partner;
    const partner: Partner | null = other === undefined ? null : partnerFrom(other, before);
    this.state.set({ arrived: true, title: meeting.title, partner });
    this.#peers.setPartner(partner?.socketId ?? null);
    this.#announce();
    const { isRecording, sessionId, startedAt } = recordingState;
    if (!isRecording || sessionId === null) {
      this.#handleWanted(null);
    } else if (sessionId === this.#unsentStop) {
      this.#options.room.send(E.STOP_RECORDING, { roomId: this.#options.meetingId });
    } else {
      const startedAtMs = startedAt === null ? this.#options.serverNowMs() : Date.parse(startedAt);
      this.#handleWanted({ takeId: sessionId, startedAtMs, resumed: true });
    }
    void this.#options.desk.findOrphans(
      { meetingId: this.#options.meetingId, userId: this.#options.me.userId },
      isRecording ? sessionId : null,
    );
  }

  #handleUserJoined(user: ServerEvent<'user-joined'>): void {
    if (user.userId === this.#options.me.userId) return;
    const before = this.state.get().partner;
    const partner = partnerFrom({ ...user, socketId: user.socketId ?? user.userId }, before);
    this.state.set({ partner });
    this.#peers.setPartner(partner.socketId);
    this.#announce();
  }

  #handleUserLeft(userId: string): void {
    if (this.state.get().partner?.userId !== userId) return;
    this.state.set({ partner: null });
    this.#peers.setPartner(null);
  }

  #handlePeerReconnected(userId: string, socketId: string): void {
    const { partner } = this.state.get();
    if (userId === this.#options.me.userId) return;
    if (partner !== null) this.state.set({ partner: { ...partner, socketId } });
    this.#peers.setPartner(socketId);
  }

  #handleWanted(take: WantedTake | null): void {
    const { awaiting } = this.state.get();
    if (take === null ? awaiting === 'stop' : awaiting === 'start') this.state.set({ awaiting: null });
    if (take !== null && take.takeId === this.#unsentStop) return;
    this.#unsentStop = null;
    if (take !== null && take.takeId !== this.#takeId()) this.state.set({ markers: [], warnings: [], grade: null });
    void this.#takes.want(take);
  }

  #handleWarning(warning: ServerEvent<'recording-warning'>): void {
    const others = this.state
      .get()
      .warnings.filter(({ type, speaker }) => type !== warning.type || speaker !== warning.speaker);
    const known = this.state.get().warnings.find((other) => !others.includes(other));
    const next = { ...warning, id: known?.id ?? this.#nextId++, atMs: this.#clock.monotonicMs() };
    this.state.set({ warnings: [...others, next] });
  }

  #handleParticipantState({ userId, muted, microphone, place }: ServerEvent<'participant-state'>): void {
    const { partner } = this.state.get();
    if (partner?.userId === userId) this.state.set({ partner: { ...partner, muted, microphone, place } });
  }

  #handlePartnerUpload({ percent, sessionId, userId }: ServerEvent<'upload-progress'>): void {
    if (sessionId === undefined || userId === this.#options.me.userId) return;
    this.state.set({ partnerUploads: { ...this.state.get().partnerUploads, [sessionId]: percent } });
  }

  #handleProcessing(sessionId: string | undefined): void {
    const { processing } = this.state.get();
    if (sessionId !== undefined && !processing.includes(sessionId))
      this.state.set({ processing: [...processing, sessionId] });
  }

  /** The partner hears a copy of the track, so that muting it cannot touch what is recorded. */
  #handleTrack(): void {
    const { track } = this.#options.rig;
    if (track === null) return;
    this.#liveTrack?.stop();
    this.#liveTrack = track.clone();
    this.#liveTrack.enabled = !this.state.get().muted;
    void this.#peers.useLocalStream(new MediaStream([this.#liveTrack]));
    this.retryRecording();
  }

  #announce(): void {
    const microphone = this.#options.rig.state.get().microphone.kind === 'open' ? 'ok' : 'lost';
    this.#options.room.send(E.PARTICIPANT_STATE, { place: 'studio', muted: this.state.get().muted, microphone });
  }

  /** A warning stays for a while after it was last said, and then is no longer true. */
  async #ageWarnings(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#clock.sleep(1_000, signal).catch(() => undefined);
      const { warnings } = this.state.get();
      const oldestMs = this.#clock.monotonicMs() - WARNING_LIFETIME_MS;
      const fresh = warnings.filter(({ atMs }) => atMs >= oldestMs);
      if (fresh.length < warnings.length) this.state.set({ warnings: fresh });
    }
  }
}

function partnerFrom(
  seated: { userId: string; socketId: string; role: Role; name?: string | null | undefined },
  before: Partner | null,
): Partner {
  const known = before?.userId === seated.userId ? before : null;
  return {
    userId: seated.userId,
    socketId: seated.socketId,
    role: seated.role,
    name: seated.name ?? known?.name ?? (seated.role === 'host' ? 'Host' : 'Guest'),
    muted: known?.muted ?? false,
    microphone: known?.microphone ?? 'ok',
    place: known?.place ?? 'studio',
  };
}
