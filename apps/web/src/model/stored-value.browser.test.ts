import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { StoredValue } from './stored-value.ts';

const open = () => new StoredValue('test', z.object({ name: z.string() }));
afterEach(() => localStorage.clear());

it('keeps a value for the next page, the same object while it stays the same', () => {
  open().set({ name: 'Maria' });
  const next = open();
  expect(next.get()).toEqual({ name: 'Maria' });
  expect(next.get()).toBe(next.get());
  next.clear();
  expect([next.get(), open().get()]).toEqual([null, null]);
});

it.each(['{', 'null', '{"name":7}', '[]'])('takes %s for nothing', (text) => {
  localStorage.setItem('audio-studio.test', text);
  expect(open().get()).toBeNull();
});

it('tells of changes, also those of another tab', () => {
  const stored = open();
  const heard = vi.fn();
  const end = stored.subscribe(heard);
  stored.set({ name: 'Jón' });
  dispatchEvent(new StorageEvent('storage', { key: 'audio-studio.test' }));
  dispatchEvent(new StorageEvent('storage', { key: 'audio-studio.other' }));
  expect(heard).toHaveBeenCalledTimes(2);
  end();
  stored.clear();
  expect(heard).toHaveBeenCalledTimes(2);
});

it('goes on in memory where storage is refused', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const stored = open();
  stored.set({ name: 'Maria' });
  expect(stored.get()).toEqual({ name: 'Maria' });
  vi.restoreAllMocks();
});
