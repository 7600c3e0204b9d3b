import { meetingStatusSchema, type MeetingStatus } from '@audio-studio/contract';
import { describe, expect, test } from 'vitest';
import { nextAction, stateWords, type MeetingFacts, type NextAction } from './meeting-state.ts';

const facts = (changes: Partial<MeetingFacts> = {}): MeetingFacts => ({
  status: 'scheduled',
  hostName: null,
  guestName: null,
  takeCount: 0,
  bestGrade: null,
  ...changes,
});
const ada = { hostName: 'Ada' };
const grace = { guestName: 'Grace' };

describe('the next action', () => {
  test.each<[string, Partial<MeetingFacts>, NextAction]>([
    ['a new meeting needs its guest', {}, 'invite'],
    ['so does one where only the host has been', { status: 'active', ...ada }, 'invite'],
    ['once the guest is in, the room is the place to be', { ...grace }, 'open'],
    ['also with both in', { status: 'active', ...ada, ...grace }, 'open'],
    ['after a take its results', { status: 'active', ...ada, ...grace, takeCount: 1 }, 'results'],
    ['a completed meeting has results', { status: 'completed', takeCount: 2 }, 'results'],
    ['or nothing, when nothing was recorded', { status: 'completed' }, null],
    ['a cancelled one keeps what was recorded', { status: 'cancelled', takeCount: 1 }, 'results'],
    ['and otherwise wants nothing', { status: 'cancelled' }, null],
  ])('%s', (_, changes, expected) => {
    expect(nextAction(facts(changes), false)).toBe(expected);
  });

  test('while recording, who sits here goes back in; anyone else must not cost the host their seat', () => {
    const recording = facts({ status: 'recording', ...ada, ...grace, takeCount: 1 });
    expect(nextAction(recording, true)).toBe('open');
    expect(nextAction(recording, false)).toBe('results');
  });
});

describe('the state in words', () => {
  test.each<[Partial<MeetingFacts>, string, string]>([
    [{}, 'waiting', 'Nobody has joined yet'],
    [{ ...ada }, 'waiting', 'Waiting for the guest'],
    [{ ...grace }, 'waiting', 'The guest is in, waiting for the host'],
    [{ status: 'active', ...ada, ...grace }, 'idle', 'Both have joined, nothing recorded yet'],
    [{ status: 'active', takeCount: 1 }, 'waiting', 'Recorded, no grade yet'],
    [{ status: 'active', takeCount: 1, bestGrade: 'P1' }, 'done', 'Recorded'],
    [{ status: 'completed', takeCount: 1 }, 'done', 'Completed'],
    [{ status: 'completed' }, 'done', 'Completed, nothing recorded'],
    [{ status: 'cancelled' }, 'idle', 'Cancelled'],
  ])('%o is %s: %s', (changes, tone, words) => {
    expect(stateWords(facts(changes))).toEqual({ tone, words });
  });

  test('only recording is live, the one tone that is red', () => {
    const live = meetingStatusSchema.options.filter(
      (status: MeetingStatus) => stateWords(facts({ status })).tone === 'live',
    );
    expect(live).toEqual(['recording']);
  });
});
