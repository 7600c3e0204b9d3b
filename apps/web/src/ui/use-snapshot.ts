import { useSyncExternalStore } from 'react';

interface Store<State> {
  get: () => State;
  subscribe: (listener: () => void) => () => void;
}

/** A model's present state; the component renders again when it changes. */
export function useSnapshot<State>(store: Store<State>): State {
  return useSyncExternalStore(store.subscribe, store.get);
}

const NEVER = { get: () => null, subscribe: () => () => undefined };

/** The same for a model that may not be there (yet). */
export function useOptionalSnapshot<State>(store: Store<State> | null | undefined): State | null {
  return useSnapshot<State | null>(store ?? NEVER);
}
