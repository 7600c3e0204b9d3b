/**
 * A value that changes and can be watched: `get` is stable between changes, so a view library can
 * compare snapshots by identity.
 */
export class SnapshotStore<State extends object> {
  #state: State;
  readonly #listeners = new Set<() => void>();

  constructor(initial: State) {
    this.#state = initial;
  }

  readonly get = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Merges `changes`; listeners hear of it only when something really differs. */
  set(changes: Partial<State>): void {
    const differs = (Object.keys(changes) as (keyof State)[]).some((key) => !Object.is(changes[key], this.#state[key]));
    if (!differs) return;
    this.#state = { ...this.#state, ...changes };
    for (const listener of Array.from(this.#listeners)) listener();
  }
}
