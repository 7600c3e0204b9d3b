import {
  type LinkPressure,
  type LocalTake,
  type TakeUploader,
  type UploadHandle,
  type UploadProgress,
} from '@audio-studio/capture';
import { Emitter, SnapshotStore } from '@audio-studio/flow';

export interface DeskUpload {
  takeKey: string;
  meetingId: string;
  sessionId: string;
  progress: UploadProgress;
}

export interface UploadDeskSnapshot {
  uploads: readonly DeskUpload[];
  /** Takes on this device that nobody records or sends: left by a crash or a closed tab. */
  orphans: readonly LocalTake[];
}

export interface UploadDeskOptions {
  uploader: Pick<TakeUploader, 'upload' | 'setLinkPressure'>;
  listLocalTakes: () => Promise<LocalTake[]>;
  recoverTake: (takeKey: string) => Promise<unknown>;
  deleteTake: (takeKey: string) => Promise<unknown>;
}

/**
 * All uploads of this page, whatever screen is shown: a track goes on being sent while people look at
 * results or start the next take.
 */
export class UploadDesk {
  readonly state = new SnapshotStore<UploadDeskSnapshot>({ uploads: [], orphans: [] });
  readonly events = new Emitter<{ progressed: DeskUpload }>();
  readonly #options: UploadDeskOptions;
  readonly #handles = new Map<string, UploadHandle>();

  constructor(options: UploadDeskOptions) {
    this.#options = options;
  }

  /** Something of this page's is not on the server yet. */
  get isSending(): boolean {
    return this.state.get().uploads.some(({ progress }) => progress.state !== 'done');
  }

  /** Starts sending a take, also one that is still being recorded; a second call changes nothing. */
  send(takeKey: string): void {
    if (this.#handles.has(takeKey)) return;
    const [meetingId = '', , sessionId = ''] = takeKey.split(':');
    const handle = this.#options.uploader.upload(takeKey);
    this.#handles.set(takeKey, handle);
    const note = () => this.#note({ takeKey, meetingId, sessionId, progress: handle.progress });
    handle.events.on('progress', note);
    handle.done.then(note, () => this.#forget(takeKey));
    note();
    this.state.set({ orphans: this.state.get().orphans.filter((take) => take.takeKey !== takeKey) });
  }

  /** The live call comes first: what goes up during a take gives way to it. */
  setLinkPressure(level: LinkPressure): void {
    this.#options.uploader.setLinkPressure(level);
  }

  retry(takeKey: string): void {
    this.#handles.get(takeKey)?.retry();
  }

  /** Lets go of one meeting's uploads, so that another tab can go on with them. What was sent stays sent. */
  release(meetingId: string): void {
    for (const [takeKey, handle] of this.#handles) if (takeKey.startsWith(`${meetingId}:`)) handle.abort();
  }

  /**
   * Looks for takes left behind in one meeting. A recording that runs here (`runningTakeId`) is none:
   * it is resumed, not recovered.
   */
  async findOrphans(owner: { meetingId: string; userId: string }, runningTakeId: string | null): Promise<void> {
    const takes = await this.#options.listLocalTakes();
    const orphans = takes.filter(
      (take) =>
        take.recoverable &&
        take.meetingId === owner.meetingId &&
        take.userId === owner.userId &&
        take.sessionId !== runningTakeId &&
        !this.#handles.has(take.takeKey),
    );
    this.state.set({ orphans });
  }

  /** Makes a left-behind take whole and sends it. */
  async recover(takeKey: string): Promise<void> {
    await this.#options.recoverTake(takeKey);
    this.send(takeKey);
  }

  /** Deletes a left-behind take from this device for good. */
  async discard(takeKey: string): Promise<void> {
    await this.#options.deleteTake(takeKey);
    this.state.set({ orphans: this.state.get().orphans.filter((take) => take.takeKey !== takeKey) });
  }

  #note(upload: DeskUpload): void {
    const { uploads } = this.state.get();
    const known = uploads.some(({ takeKey }) => takeKey === upload.takeKey);
    this.state.set({
      uploads: known
        ? uploads.map((other) => (other.takeKey === upload.takeKey ? upload : other))
        : [...uploads, upload],
    });
    this.events.emit('progressed', upload);
  }

  #forget(takeKey: string): void {
    this.#handles.delete(takeKey);
    this.state.set({ uploads: this.state.get().uploads.filter((other) => other.takeKey !== takeKey) });
  }
}
