import { listMicrophones, onDeviceChange, openMicrophone, Recorder } from '@audio-studio/capture';
import { SnapshotStore } from '@audio-studio/flow';
import { api } from './api.ts';
import { CaptureRig } from './capture-rig.ts';
import { GreenRoomSession } from './green-room-session.ts';
import { loadIceServers } from './ice-servers.ts';
import type { SoundSource } from './live-sound.ts';
import { participantCredentials, type ParticipantCredentials } from './participant-credentials.ts';
import { RemoteSound } from './remote-sound.ts';
import { RoomClient } from './room-client.ts';
import { openRoomSocket } from './room-socket.ts';
import { ServerClock } from './server-clock.ts';
import { StudioSession } from './studio-session.ts';
import { uploadDesk } from './uploads.ts';
import { relayUploads } from './upload-relay.ts';

interface VisitSnapshot {
  room: RoomClient | null;
  greenRoom: GreenRoomSession | null;
  studio: StudioSession | null;
}

/**
 * One person's visit to one meeting, from the green room through the studio: the microphone, the
 * recorder and the socket are opened once and stay while pages change.
 */
export class Visit {
  readonly meetingId: string;
  readonly state = new SnapshotStore<VisitSnapshot>({ room: null, greenRoom: null, studio: null });
  readonly remote = new RemoteSound();
  readonly rig: CaptureRig;
  #clock: ServerClock | null = null;
  #stopRelay: () => void = () => undefined;
  #closed = false;

  constructor(meetingId: string) {
    this.meetingId = meetingId;
    this.rig = new CaptureRig({
      openMicrophone,
      openRecorder: (microphone) => Recorder.open({ microphone, serverNowMs: this.serverNowMs }),
      onDeviceChange,
    });
  }

  readonly serverNowMs = (): number => this.#clock?.nowMs() ?? Date.now();

  /** This person's own sound, from the samples being recorded. */
  readonly ownSound: SoundSource = (listener) =>
    this.rig.events.on('levels', ({ rmsDbfs, peakDbfs, peaks, takeFrames, clipCountTotal }) =>
      listener({ rmsDbfs, peakDbfs, peaks, recorded: takeFrames !== null, clipCountTotal }),
    );

  /** Opens the microphone; on a later visit to the device the one used last, when it is still there. */
  async openMicrophone(rememberedDeviceId: string | null): Promise<void> {
    const known = rememberedDeviceId === null ? [] : await listMicrophones().catch(() => []);
    const remembered = known.find(({ deviceId }) => deviceId !== '' && deviceId === rememberedDeviceId);
    await this.rig.select(remembered?.deviceId);
  }

  enterGreenRoom(credentials: ParticipantCredentials): void {
    // Whoever comes back from the studio gives the seat up: the partner sees it, and links anew later.
    if (this.state.get().studio !== null) this.#disconnect();
    this.#admit(credentials);
    const { room, greenRoom } = this.state.get();
    if (room === null || greenRoom !== null) return;
    this.state.set({ greenRoom: new GreenRoomSession({ rig: this.rig, room, userId: credentials.userId }) });
  }

  async enterStudio(credentials: ParticipantCredentials): Promise<void> {
    this.#admit(credentials);
    const iceServers = await loadIceServers(api, credentials.token);
    const { room, studio, greenRoom } = this.state.get();
    if (room === null || studio !== null || this.#closed) return;
    greenRoom?.leaveForStudio();
    greenRoom?.close();
    const { userId, role, name } = credentials;
    const session = new StudioSession({
      meetingId: this.meetingId,
      me: { userId, role, name },
      rig: this.rig,
      room,
      desk: uploadDesk,
      serverNowMs: this.serverNowMs,
      createConnection: () => new RTCPeerConnection({ iceServers }),
      onRemoteStream: this.remote.set,
    });
    this.state.set({ greenRoom: null, studio: session });
  }

  close(): void {
    this.#closed = true;
    this.#disconnect();
    this.remote.close();
    void this.rig.close();
  }

  /** Connects as the person the credentials name. */
  #admit(credentials: ParticipantCredentials): void {
    if (this.state.get().room !== null || this.#closed) return;
    const stored = participantCredentials(this.meetingId);
    const room = new RoomClient({
      socket: openRoomSocket(() => tokenOf(credentials, stored.get())),
      roomId: this.meetingId,
    });
    this.#clock = new ServerClock(room);
    this.#stopRelay = relayUploads(uploadDesk, room, {
      meetingId: this.meetingId,
      name: () => stored.get()?.name ?? credentials.name,
    });
    this.state.set({ room });
    room.open();
  }

  #disconnect(): void {
    const { room, greenRoom, studio } = this.state.get();
    greenRoom?.close();
    studio?.close();
    this.remote.set(null);
    this.#stopRelay();
    this.#clock?.close();
    room?.close();
    this.state.set({ room: null, greenRoom: null, studio: null });
  }
}

/** The newest token of that very person: another tab may have become somebody else here. */
function tokenOf({ userId, token }: ParticipantCredentials, newest: ParticipantCredentials | null): string {
  return newest?.userId === userId ? newest.token : token;
}

let current: { visit: Visit; holders: number } | null = null;

/** The visit to that meeting, shared by whoever shows a part of it; closed when the last one let go. */
export function holdVisit(meetingId: string): { visit: Visit; release: () => void } {
  if (current?.visit.meetingId !== meetingId) {
    current?.visit.close();
    current = { visit: new Visit(meetingId), holders: 0 };
  }
  const held = current;
  held.holders += 1;
  const release = () => {
    held.holders -= 1;
    // The next page may be about to take hold: only a visit nobody wants a moment later is over.
    setTimeout(() => {
      if (held.holders > 0) return;
      held.visit.close();
      if (current === held) current = null;
    }, 0);
  };
  return { visit: held.visit, release };
}
