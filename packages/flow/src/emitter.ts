type Listener<Payload> = (payload: Payload) => void;

/** Typed events: `Events` maps each name to its payload. Listeners run synchronously, in order. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Returns the function that ends the subscription; calling it twice is harmless. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    set.add(listener);
    this.#listeners.set(name, set);
    return () => set.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of Array.from(this.#listeners.get(name) ?? [])) (listener as Listener<Events[Name]>)(payload);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
