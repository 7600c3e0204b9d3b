import { describe, expect, it } from 'vitest';
import { PageDesk } from './page-desk.ts';

describe('PageDesk', () => {
  it('gives each answer to whoever asked, in whatever order they come', async () => {
    const asked: { requestId: number; meetingId: string }[] = [];
    const desk = new PageDesk<{ meetingId: string }, string>((request) => asked.push(request));
    const one = desk.ask({ meetingId: 'm1' });
    const two = desk.ask({ meetingId: 'm2' });
    expect(asked).toEqual([
      { requestId: 1, meetingId: 'm1' },
      { requestId: 2, meetingId: 'm2' },
    ]);
    desk.receive({ requestId: 2, answer: null });
    desk.receive({ requestId: 1, answer: 'a' });
    desk.receive({ requestId: 7, answer: 'c' });
    expect(await Promise.all([one, two])).toEqual(['a', null]);
  });
});
