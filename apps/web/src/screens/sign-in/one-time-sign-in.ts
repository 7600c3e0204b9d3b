import { AppError, type SignInAnswer } from '@audio-studio/contract';

/**
 * Exchanges one-time codes, each of them once: a page that asks twice for the same code (an effect that
 * runs again, a double click) shares one request and its outcome. A failure that may pass frees the code
 * for another try. The answer is stored before anyone hears of it, so it survives a page that was left.
 */
export class OneTimeSignIn {
  readonly #exchange: (code: string) => Promise<SignInAnswer>;
  readonly #store: (answer: SignInAnswer) => void;
  readonly #attempts = new Map<string, Promise<void>>();

  constructor(exchange: (code: string) => Promise<SignInAnswer>, store: (answer: SignInAnswer) => void) {
    this.#exchange = exchange;
    this.#store = store;
  }

  /** Resolves when the token is stored; rejects with an AppError. */
  redeem(code: string): Promise<void> {
    const running = this.#attempts.get(code);
    if (running !== undefined) return running;
    const attempt = this.#exchange(code).then(this.#store, (thrown: unknown) => {
      const error = AppError.from(thrown);
      if (error.retryable) this.#attempts.delete(code);
      throw error;
    });
    this.#attempts.set(code, attempt);
    return attempt;
  }
}
