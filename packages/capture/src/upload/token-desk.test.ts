import { describe, expect, it } from 'vitest';
import { TokenDesk, type TokenRequest } from './token-desk.ts';

describe('TokenDesk', () => {
  it('gives each answer to whoever asked, in whatever order they come', async () => {
    const asked: TokenRequest[] = [];
    const desk = new TokenDesk((request) => asked.push(request));
    const one = desk.ask('m1', false);
    const two = desk.ask('m2', true);
    expect(asked).toEqual([
      { requestId: 1, meetingId: 'm1', refresh: false },
      { requestId: 2, meetingId: 'm2', refresh: true },
    ]);
    desk.receive({ requestId: 2, token: 'b' });
    desk.receive({ requestId: 1, token: 'a' });
    desk.receive({ requestId: 7, token: 'c' });
    expect(await Promise.all([one, two])).toEqual(['a', 'b']);
  });

  it('fails when the page has none', async () => {
    const desk = new TokenDesk(({ requestId }) => queueMicrotask(() => desk.receive({ requestId, token: null })));
    await expect(desk.ask('m', false)).rejects.toThrow('no token');
  });
});
