/** Wakes whoever waits in this process; others find out by looking. */
export class WakeUp {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const wake of Array.from(this.#waiting)) wake();
  }

  /** A promise for the next ring, and the way to stop waiting for it. */
  next(): { rung: Promise<void>; cancel: () => void } {
    let cancel = (): void => undefined;
    const rung = new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      cancel = () => this.#waiting.delete(resolve);
    });
    return { rung: rung.finally(cancel), cancel };
  }
}
