/** Where the upload worker asks the page for what the page alone has: tokens, and recorders. */
export class PageDesk<Question extends object, Answer> {
  readonly #send: (question: Question & { requestId: number }) => void;
  readonly #waiting = new Map<number, (answer: Answer | null) => void>();
  #nextId = 1;

  constructor(send: (question: Question & { requestId: number }) => void) {
    this.#send = send;
  }

  /** Null when the page has none. */
  ask(question: Question): Promise<Answer | null> {
    const requestId = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.#send({ ...question, requestId });
    });
  }

  receive({ requestId, answer }: { requestId: number; answer: Answer | null }): void {
    this.#waiting.get(requestId)?.(answer);
    this.#waiting.delete(requestId);
  }
}
