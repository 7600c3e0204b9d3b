import type { Grade, Marker, RecordingWarning, Role, ServerEvent } from '@audio-studio/contract';
import type { LinkQuality } from './link-quality.ts';
import type { PeerState } from './peer-link.ts';
import type { RoomLink } from './room-client.ts';

/** What becomes of the take, as far as this computer's own track is concerned. */
export type TakePhase =
  | { kind: 'idle' }
  | { kind: 'starting'; takeId: string; startedAtMs: number }
  | { kind: 'recording'; takeId: string; startedAtMs: number; resumed: boolean }
  /** The take runs, but this computer cannot record it (yet). */
  | { kind: 'blocked'; takeId: string; startedAtMs: number; why: string }
  | { kind: 'stopping'; takeId: string; startedAtMs: number };

export interface Partner {
  userId: string;
  socketId: string;
  role: Role;
  name: string;
  muted: boolean;
  microphone: 'ok' | 'lost';
  place: ServerEvent<'participant-state'>['place'];
}

export interface ChatMessage {
  id: number;
  message: string;
  sender: string;
  role: Role;
  timestamp: string;
}

export interface StudioWarning extends RecordingWarning {
  id: number;
  /** When it was last said, monotonic milliseconds. */
  atMs: number;
}

export interface StudioSnapshot {
  link: RoomLink;
  /** The room was seen at least once: what is shown of it is true, or was. */
  arrived: boolean;
  title: string;
  partner: Partner | null;
  take: TakePhase;
  /** A command the host gave that the server has not confirmed. */
  awaiting: 'start' | 'stop' | null;
  /** Takes that ended while this page was open, oldest first. */
  endedTakes: readonly string[];
  peer: PeerState | null;
  quality: LinkQuality | null;
  muted: boolean;
  grade: Grade | null;
  warnings: readonly StudioWarning[];
  chat: readonly ChatMessage[];
  markers: readonly Marker[];
  /** The partner's upload of each take, percent. */
  partnerUploads: Readonly<Record<string, number>>;
  /** Takes whose processing was heard of: both tracks are on the server. */
  processing: readonly string[];
  /** The last thing that did not work, in words. */
  problem: string | null;
}

export const INITIAL_STUDIO: StudioSnapshot = {
  link: 'connecting',
  arrived: false,
  title: '',
  partner: null,
  take: { kind: 'idle' },
  awaiting: null,
  endedTakes: [],
  peer: null,
  quality: null,
  muted: false,
  grade: null,
  warnings: [],
  chat: [],
  markers: [],
  partnerUploads: {},
  processing: [],
  problem: null,
};
