export interface TokenRequest {
  requestId: number;
  meetingId: string;
  refresh: boolean;
}

/** Where the upload worker asks the page, which alone holds them, for tokens. */
export class TokenDesk {
  readonly #send: (request: TokenRequest) => void;
  readonly #waiting = new Map<number, (token: string | null) => void>();
  #nextId = 1;

  constructor(send: (request: TokenRequest) => void) {
    this.#send = send;
  }

  /** @throws Error when the page has none */
  async ask(meetingId: string, refresh: boolean): Promise<string> {
    const requestId = this.#nextId++;
    const token = await new Promise<string | null>((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.#send({ requestId, meetingId, refresh });
    });
    if (token === null) throw new Error('no token');
    return token;
  }

  receive({ requestId, token }: { requestId: number; token: string | null }): void {
    this.#waiting.get(requestId)?.(token);
    this.#waiting.delete(requestId);
  }
}
