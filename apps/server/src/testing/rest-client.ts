import { buildPath, ROUTES, type CreateMeetingAnswer, type JoinMeetingAnswer, type Role } from '@audio-studio/contract';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the API of a running server as one person. */
export class RestClient {
  readonly #baseUrl: string;
  readonly token: string | undefined;

  constructor(baseUrl: string, token?: string) {
    this.#baseUrl = baseUrl;
    this.token = token;
  }

  /** A string body is sent as it is; anything else as JSON. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers = {} }: CallOptions = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : { text }) as Body };
  }

  get<Body = Record<string, unknown>>(path: string): Promise<Answer<Body>> {
    return this.call<Body>('GET', path);
  }

  post<Body = Record<string, unknown>>(path: string, body: unknown = {}): Promise<Answer<Body>> {
    return this.call<Body>('POST', path, { body });
  }

  /** As `post`, for what the test relies on: throws unless it worked. */
  async must<Body>(path: string, body: unknown = {}): Promise<Body> {
    const answer = await this.post<Body>(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  createMeeting(title = 'A talk'): Promise<CreateMeetingAnswer> {
    return this.must(ROUTES.meetings, { title });
  }

  /** Takes an invite up. */
  async join(meeting: CreateMeetingAnswer, role: Role, name: string): Promise<JoinMeetingAnswer> {
    const path = buildPath(ROUTES.joinMeeting, { id: meeting.meetingId });
    return new RestClient(this.#baseUrl).must(path, { invite: meeting.invites[role].token, name });
  }
}
