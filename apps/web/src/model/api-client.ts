import {
  AppError,
  authConfigAnswerSchema,
  buildPath,
  createMeetingAnswerSchema,
  downloadUrlAnswerSchema,
  iceServersAnswerSchema,
  inviteSchema,
  joinMeetingAnswerSchema,
  listMeetingsAnswerSchema,
  listRecordingsAnswerSchema,
  meetingSchema,
  ROUTES,
  signInAnswerSchema,
  successAnswerSchema,
  takeOverviewSchema,
  type Role,
} from '@audio-studio/contract';

interface Schema<Answer> {
  safeParse(value: unknown): { success: true; data: Answer } | { success: false };
}

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as bearer. */
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface ApiClientOptions {
  /** Where the server is: `''` for the page's own origin. */
  origin?: string;
  fetch?: typeof fetch;
}

const UNREACHABLE = 'We could not reach the server. Check your internet connection; we keep trying.';

/** The server's REST interface. Every answer is checked against the contract; every failure is an AppError. */
export class ApiClient {
  readonly #origin: string;
  readonly #fetch: typeof fetch;

  constructor({ origin = '', fetch: fetchFunction = (...call) => fetch(...call) }: ApiClientOptions = {}) {
    this.#origin = origin;
    this.#fetch = fetchFunction;
  }

  /** @throws AppError: the server's own, or UNAVAILABLE when it could not be reached or answered nonsense */
  async request<Answer>(path: string, schema: Schema<Answer>, options: ApiRequest = {}): Promise<Answer> {
    const { method = 'GET', body, token, signal } = options;
    const response = await this.#fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ?? null,
      cache: 'no-store',
    }).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw AppError.unavailable(UNREACHABLE, error);
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw AppError.fromResponse(response.status, answer);
    const parsed = schema.safeParse(answer);
    if (!parsed.success)
      throw AppError.unavailable('The server sent an answer this page does not understand. Reload the page.');
    return parsed.data;
  }

  signIn(code: string) {
    return this.request(ROUTES.signIn, signInAnswerSchema, { method: 'POST', body: { code } });
  }

  authConfig(signal?: AbortSignal) {
    return this.request(ROUTES.authConfig, authConfigAnswerSchema, { signal });
  }

  createMeeting(title: string, token: string) {
    return this.request(ROUTES.meetings, createMeetingAnswerSchema, { method: 'POST', body: { title }, token });
  }

  listMeetings(token: string, signal?: AbortSignal) {
    return this.request(ROUTES.meetings, listMeetingsAnswerSchema, { token, signal });
  }

  getMeeting(meetingId: string, token: string, signal?: AbortSignal) {
    return this.request(buildPath(ROUTES.meeting, { id: meetingId }), meetingSchema, { token, signal });
  }

  deleteMeeting(meetingId: string, token: string) {
    return this.request(buildPath(ROUTES.meeting, { id: meetingId }), successAnswerSchema, { method: 'DELETE', token });
  }

  /**
   * `invite` is the invite's token, or the participant's own to renew it. `token` proves that whoever
   * opens a used invite again is the one who used it.
   */
  joinMeeting(meetingId: string, join: { invite: string; name?: string; clientId?: string }, token?: string) {
    const path = buildPath(ROUTES.joinMeeting, { id: meetingId });
    return this.request(path, joinMeetingAnswerSchema, { method: 'POST', body: join, token });
  }

  reissueInvite(meetingId: string, role: Role, token: string) {
    const path = buildPath(ROUTES.invites, { id: meetingId });
    return this.request(path, inviteSchema, { method: 'POST', body: { role }, token });
  }

  listRecordings(meetingId: string, token: string, signal?: AbortSignal) {
    return this.request(buildPath(ROUTES.recordings, { meetingId }), listRecordingsAnswerSchema, { token, signal });
  }

  takeOverview(take: { meetingId: string; sessionId: string }, token: string, signal?: AbortSignal) {
    return this.request(buildPath(ROUTES.takeOverview, take), takeOverviewSchema, { token, signal });
  }

  downloadUrl(track: { meetingId: string; recordingId: string }, token: string) {
    return this.request(buildPath(ROUTES.downloadUrl, track), downloadUrlAnswerSchema, { method: 'POST', token });
  }

  iceServers(token: string, signal?: AbortSignal) {
    return this.request(ROUTES.iceServers, iceServersAnswerSchema, { token, signal });
  }
}
