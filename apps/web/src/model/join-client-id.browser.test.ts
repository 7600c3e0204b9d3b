import { afterEach, expect, it, vi } from 'vitest';
import { joinClientId } from './join-client-id.ts';

const [ONE, OTHER] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

it('stays the same for a meeting in every tab, and differs between meetings', () => {
  const clientId = joinClientId(ONE);
  expect(clientId).toMatch(/^[\da-f-]{36}$/);
  expect(joinClientId(ONE)).toBe(clientId);
  expect(Object.values(localStorage)).toContain(JSON.stringify(clientId));
  expect(joinClientId(OTHER)).not.toBe(clientId);
});

it('stays the same where the browser stores nothing', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const clientId = joinClientId('33333333-3333-4333-8333-333333333333');
  expect(joinClientId('33333333-3333-4333-8333-333333333333')).toBe(clientId);
});
