import { describe, expect, it } from 'vitest';
import { SnapshotStore } from './snapshot-store.ts';

interface State {
  status: string;
  seconds: number;
  error: string | undefined;
}

function storeWithListener() {
  const store = new SnapshotStore<State>({ status: 'idle', seconds: 0, error: undefined });
  const seen: State[] = [];
  const unsubscribe = store.subscribe(() => seen.push(store.get()));
  return { store, seen, unsubscribe };
}

describe('SnapshotStore', () => {
  it('merges changes into a new snapshot and tells of it', () => {
    const { store, seen } = storeWithListener();
    const before = store.get();
    store.set({ status: 'recording' });
    expect(store.get()).toEqual({ status: 'recording', seconds: 0, error: undefined });
    expect(store.get()).not.toBe(before);
    expect(before.status).toBe('idle');
    expect(seen).toEqual([store.get()]);
  });

  it('keeps the snapshot and is silent when nothing differs', () => {
    const { store, seen } = storeWithListener();
    store.set({ seconds: Number.NaN });
    const before = store.get();
    store.set({});
    store.set({ status: 'idle', seconds: Number.NaN, error: undefined });
    expect(store.get()).toBe(before);
    expect(seen).toHaveLength(1);
  });

  it('tells no one who has left, and everyone who was there when it changed', () => {
    const { store, seen, unsubscribe } = storeWithListener();
    const others: number[] = [];
    store.subscribe(() => {
      unsubscribe();
      others.push(store.get().seconds);
    });
    store.set({ seconds: 1 });
    store.set({ seconds: 2 });
    expect(seen.map(({ seconds }) => seconds)).toEqual([1]);
    expect(others).toEqual([1, 2]);
  });

  it('works when its methods are passed around', () => {
    const { get, subscribe } = new SnapshotStore({ value: 1 });
    const unsubscribe = subscribe(() => undefined);
    unsubscribe();
    expect(get()).toEqual({ value: 1 });
  });
});
