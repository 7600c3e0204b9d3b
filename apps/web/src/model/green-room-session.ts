import {
  isReady,
  REPORT_INTERVALS,
  SOCKET_EVENTS,
  THRESHOLDS,
  type MicCheck,
  type MicStatus,
  type Role,
  type ServerEvent,
} from '@audio-studio/contract';
import { SnapshotStore, systemClock, type Clock } from '@audio-studio/flow';
import type { CaptureRig } from './capture-rig.ts';
import { MicCheckGauge } from './mic-check-gauge.ts';
import type { RoomClient } from './room-client.ts';

export interface GreenRoomSnapshot {
  /** What was last reported. */
  check: MicCheck | null;
  /** The server's judgement of it. */
  status: MicStatus | null;
  ready: boolean;
  /** Why not, in words; null when ready. */
  reason: string | null;
  /** Where the others are, as far as they said. */
  others: Readonly<Partial<Record<Role, Place>>>;
}

type Place = ServerEvent<'participant-state'>['place'];

export interface GreenRoomOptions {
  rig: Pick<CaptureRig, 'events' | 'state'>;
  room: Pick<RoomClient, 'events' | 'send' | 'status'>;
  userId: string;
  clock?: Clock;
}

/** Reports the microphone each second and opens the way into the studio when the server finds it good. */
export class GreenRoomSession {
  readonly state = new SnapshotStore<GreenRoomSnapshot>({
    check: null,
    status: null,
    ready: false,
    reason: 'Listening to your microphone…',
    others: {},
  });
  readonly #options: GreenRoomOptions;
  readonly #gauge = new MicCheckGauge();
  readonly #closed = new AbortController();
  readonly #subscriptions: (() => void)[];

  constructor(options: GreenRoomOptions) {
    this.#options = options;
    const { rig, room } = options;
    this.#subscriptions = [
      rig.events.on('levels', (levels) => this.#gauge.push(levels)),
      rig.events.on('switched', () => this.#handleSwitched()),
      rig.state.subscribe(() => this.#judge()),
      room.status.subscribe(() => this.#judge()),
      room.events.on(SOCKET_EVENTS.MIC_STATUS, (status) => this.#handleStatus(status)),
      room.events.on(SOCKET_EVENTS.PARTICIPANT_STATE, ({ userId, role, place }) => {
        if (userId !== options.userId) this.state.set({ others: { ...this.state.get().others, [role]: place } });
      }),
      room.events.on(SOCKET_EVENTS.USER_LEFT, ({ role }) => {
        const { [role]: _left, ...others } = this.state.get().others;
        this.state.set({ others });
      }),
      room.events.on('connected', () => this.#announce('green-room')),
    ];
    this.#announce('green-room');
    void this.#report(options.clock ?? systemClock);
  }

  /** Tells the others that this person is about to come in. */
  leaveForStudio(): void {
    this.#announce('ready');
  }

  close(): void {
    this.#closed.abort();
    for (const end of this.#subscriptions) end();
  }

  #announce(place: 'green-room' | 'ready'): void {
    const microphone = this.#options.rig.state.get().microphone.kind === 'open' ? 'ok' : 'lost';
    this.#options.room.send(SOCKET_EVENTS.PARTICIPANT_STATE, { place, muted: false, microphone });
  }

  async #report(clock: Clock): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const check = this.#gauge.read();
      if (check !== null) {
        this.state.set({ check });
        this.#options.room.send(SOCKET_EVENTS.MIC_CHECK, check);
      }
      this.#judge();
      await clock.sleep(REPORT_INTERVALS.micCheckMs, signal).catch(() => undefined);
    }
  }

  #handleSwitched(): void {
    this.#gauge.reset();
    this.state.set({ check: null, status: null });
    this.#judge();
  }

  #handleStatus(status: MicStatus): void {
    // The room hears of the partner's microphone too.
    if (status.userId !== undefined && status.userId !== this.#options.userId) return;
    if (this.#options.rig.state.get().microphone.kind !== 'open') return;
    this.state.set({ status });
    this.#judge();
  }

  #judge(): void {
    const reason = this.#reasonAgainst();
    this.state.set({ ready: reason === null, reason });
  }

  #reasonAgainst(): string | null {
    const { microphone } = this.#options.rig.state.get();
    if (microphone.kind === 'lost') return 'Your microphone is not connected. Plug it in again, or choose another.';
    if (microphone.kind === 'refused') return 'We need a microphone first.';
    if (microphone.kind !== 'open') return 'Opening your microphone…';
    if (this.#options.room.status.get().link !== 'online') return 'Connecting to the studio…';
    const { status, check } = this.state.get();
    if (check === null) return 'Listening to your microphone…';
    if (status === null) return 'Checking your level…';
    if (isReady(status)) return null;
    if (status.level === 'too-quiet') return quietReason(check);
    if (status.level === 'too-loud') return 'Too loud. Move back a little, or turn the input volume down.';
    return 'Too much background noise. Close windows, switch fans off, or move to a quieter room.';
  }
}

function quietReason(check: MicCheck): string {
  if (check.peak <= -90) return 'We hear nothing at all. Is the microphone muted, or is it the wrong one?';
  if (check.rms < THRESHOLDS.SILENCE_THRESHOLD) return 'Say a sentence or two, as you would in the conversation.';
  return 'Too quiet. Come closer to the microphone, or turn the input volume up.';
}
