import type { LocalTake, UploadHandle, UploadProgress } from '@audio-studio/capture';
import { Emitter } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { RoomClient } from './room-client.ts';
import { FakeRoomSocket } from './testing/fake-room-socket.ts';
import { guardUnsent } from './unsent-guard.ts';
import { UploadDesk } from './upload-desk.ts';
import { relayUploads } from './upload-relay.ts';

const MEETING = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const USER = '0f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4';
const [A, B] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const keyOf = (sessionId: string) => `${MEETING}:${USER}:${sessionId}`;

class FakeUpload implements UploadHandle {
  readonly events = new Emitter<{ progress: UploadProgress }>();
  readonly takeKey: string;
  progress: UploadProgress = { percent: 0, state: 'uploading', bytesSent: 0, totalBytes: 100 };
  retries = 0;
  readonly #outcome = Promise.withResolvers<{ success: true }>();
  readonly done = this.#outcome.promise;

  constructor(takeKey: string) {
    this.takeKey = takeKey;
  }

  report(changes: Partial<UploadProgress>): void {
    this.progress = { ...this.progress, ...changes };
    this.events.emit('progress', this.progress);
    if (changes.state === 'done') this.#outcome.resolve({ success: true });
  }

  retry(): void {
    this.retries += 1;
  }

  abort(): void {
    this.#outcome.reject(new Error('aborted'));
  }
}

const local = (sessionId: string, changes: Partial<LocalTake> = {}) =>
  ({
    takeKey: keyOf(sessionId),
    meetingId: MEETING,
    userId: USER,
    sessionId,
    recoverable: true,
    ...changes,
  }) as LocalTake;

function openDesk(takes: LocalTake[] = []) {
  const uploads = new Map<string, FakeUpload>();
  const calls: string[] = [];
  const desk = new UploadDesk({
    uploader: {
      upload: (takeKey) => {
        const upload = new FakeUpload(takeKey);
        uploads.set(takeKey, upload);
        return upload;
      },
      setLinkPressure: (level) => void calls.push(`pressure ${level}`),
    },
    listLocalTakes: async () => takes,
    recoverTake: async (takeKey) => void calls.push(`recover ${takeKey}`),
    deleteTake: async (takeKey) => void calls.push(`delete ${takeKey}`),
  });
  return { desk, uploads, calls };
}

describe('UploadDesk', () => {
  it('sends a take once and knows until it has arrived that something is unsent', () => {
    const { desk, uploads } = openDesk();
    expect(desk.isSending).toBe(false);
    desk.send(keyOf(A));
    const upload = uploads.get(keyOf(A))!;
    desk.send(keyOf(A));
    expect(uploads.get(keyOf(A))).toBe(upload);
    upload.report({ percent: 100, state: 'verifying' });
    expect(desk.isSending).toBe(true);
    upload.report({ percent: 100, state: 'done' });
    expect(desk.isSending).toBe(false);
    expect(desk.state.get().uploads).toMatchObject([{ meetingId: MEETING, sessionId: A }]);
  });

  it('holds a failed upload for unsent and tries it again', () => {
    const { desk, uploads } = openDesk();
    desk.send(keyOf(A));
    uploads.get(keyOf(A))!.report({ state: 'failed' });
    desk.retry(keyOf(A));
    expect([desk.isSending, uploads.get(keyOf(A))!.retries]).toEqual([true, 1]);
  });

  it('lets go of one meeting and may send the take again', async () => {
    const { desk, uploads } = openDesk();
    desk.send(keyOf(A));
    desk.release('another');
    expect(desk.isSending).toBe(true);
    desk.release(MEETING);
    await expect.poll(() => desk.state.get().uploads).toEqual([]);
    const first = uploads.get(keyOf(A));
    desk.send(keyOf(A));
    expect(uploads.get(keyOf(A))).not.toBe(first);
  });

  it('offers only what is this person’s, left behind, and not running', async () => {
    const C = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
    const { desk } = openDesk([
      local(A),
      local(B),
      local(C, { recoverable: false }),
      local('dddddddd', { userId: 'someone' }),
      local('eeeeeeee', { meetingId: 'another' }),
    ]);
    await desk.findOrphans({ meetingId: MEETING, userId: USER }, B);
    expect(desk.state.get().orphans.map(({ sessionId }) => sessionId)).toEqual([A]);
    desk.send(keyOf(A));
    expect(desk.state.get().orphans).toEqual([]);
  });

  it('recovers before it sends, and deletes only on demand', async () => {
    const { desk, uploads, calls } = openDesk([local(A), local(B)]);
    await desk.findOrphans({ meetingId: MEETING, userId: USER }, null);
    await desk.recover(keyOf(A));
    await desk.discard(keyOf(B));
    expect(calls).toEqual([`recover ${keyOf(A)}`, `delete ${keyOf(B)}`]);
    expect([[...uploads.keys()], desk.state.get().orphans]).toEqual([[keyOf(A)], []]);
  });
});

describe('relayUploads', () => {
  it('tells the meeting each whole percent once, and newcomers the present state', () => {
    const { desk, uploads } = openDesk();
    const socket = new FakeRoomSocket();
    const room = new RoomClient({ socket, roomId: MEETING });
    room.open();
    socket.becomeConnected();
    relayUploads(desk, room, { meetingId: MEETING, name: () => 'Maria' });
    desk.send(keyOf(A));
    for (const percent of [10.1, 10.7, 11]) uploads.get(keyOf(A))!.report({ percent });
    const told = () => socket.sentOf('upload-progress') as { percent: number }[];
    expect(told().map(({ percent }) => percent)).toEqual([0, 10, 11]);
    expect(told()[0]).toEqual({ percent: 0, participantName: 'Maria', sessionId: A });
    socket.deliver('user-joined', {
      userId: USER,
      persistentId: USER,
      role: 'guest',
      userEmail: null,
      isReconnection: false,
    });
    expect(told().map(({ percent }) => percent)).toEqual([0, 10, 11, 11]);
  });
});

describe('guardUnsent', () => {
  it('asks exactly while something is unsent', () => {
    const { desk, uploads } = openDesk();
    const page = new EventTarget() as unknown as Window;
    const leave = () => !page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    const end = guardUnsent(desk, page);
    expect(leave()).toBe(false);
    desk.send(keyOf(A));
    expect(leave()).toBe(true);
    uploads.get(keyOf(A))!.report({ state: 'done' });
    expect(leave()).toBe(false);
    desk.send(keyOf(B));
    end();
    expect(leave()).toBe(false);
  });
});
