import { AppError } from '@audio-studio/contract';
import { describe, expect, it, vi } from 'vitest';
import { ApiClient } from './api-client.ts';

const ID = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const MEETING = {
  meetingId: ID,
  title: 'Harbour',
  hostName: null,
  hostEmail: null,
  guestName: null,
  guestEmail: null,
  scheduledTime: null,
  status: 'scheduled',
  createdAt: '2030-01-01T00:00:00.000Z',
};

function client(answer: Response | Error) {
  const fetch = vi.fn<typeof globalThis.fetch>(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  return { api: new ApiClient({ fetch }), fetch };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as AppError,
  );

describe('ApiClient', () => {
  it('sends the token and gives back a checked answer', async () => {
    const { api, fetch } = client(Response.json({ ...MEETING, surprise: 1 }));
    await expect(api.getMeeting(ID, 'secret')).resolves.toEqual(MEETING);
    const [path, init] = fetch.mock.calls[0]!;
    expect(path).toBe(`/api/meetings/${ID}`);
    expect(init?.headers).toMatchObject({ authorization: 'Bearer secret' });
    expect(init?.body).toBeUndefined();
  });

  it('percent-encodes what goes into a path', async () => {
    const { api, fetch } = client(Response.json({ downloadUrl: '/objects/x', expiresAt: 'soon' }));
    await api.downloadUrl({ meetingId: ID, recordingId: 'a#b' }, 't');
    expect(fetch.mock.calls[0]![0]).toBe(`/api/recordings/${ID}/a%23b/download-url`);
  });

  it("keeps the server's own error", async () => {
    const { api } = client(Response.json({ error: 'Taken.', code: 'CONFLICT' }, { status: 409 }));
    const error = await failure(api.joinMeeting(ID, { invite: 'x' }));
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'CONFLICT', message: 'Taken.', retryable: false });
  });

  it("makes an error of a proxy's page", async () => {
    const { api } = client(new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect(await failure(api.listMeetings('t'))).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });

  it('says in words that the server cannot be reached', async () => {
    const { api } = client(new TypeError('Failed to fetch'));
    const error = await failure(api.listMeetings('t'));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(error?.message).not.toContain('fetch');
  });

  it('does not believe an answer of another shape', async () => {
    const { api } = client(Response.json({ ...MEETING, meetingId: '../etc' }));
    expect(await failure(api.getMeeting(ID, 't'))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('lets an abort be an abort', async () => {
    const abort = new AbortController();
    abort.abort();
    const { api } = client(new DOMException('aborted', 'AbortError'));
    const error = await failure(api.getMeeting(ID, 't', abort.signal));
    expect(error).not.toBeInstanceOf(AppError);
  });

  it('proves with the old token that a used invite is opened by its user', async () => {
    const answer = { token: 'n', userId: ID, role: 'guest', meeting: MEETING };
    const { api, fetch } = client(Response.json(answer));
    await api.joinMeeting(ID, { invite: 'i', name: 'Jón' }, 'old');
    const [, init] = fetch.mock.calls[0]!;
    expect(init?.headers).toMatchObject({ authorization: 'Bearer old', 'content-type': 'application/json' });
    expect(JSON.parse(init?.body as string)).toEqual({ invite: 'i', name: 'Jón' });
  });
});
