import type { MeetingSummary } from '@audio-studio/contract';

/** What of a meeting decides what is said of it and what to do next. */
export type MeetingFacts = Pick<MeetingSummary, 'status' | 'hostName' | 'guestName' | 'takeCount' | 'bestGrade'>;

/**
 * The one next step. `invite` and `open` need a link this page may not know; `results` is always there.
 * Null: nothing is left to do.
 */
export type NextAction = 'invite' | 'open' | 'results' | null;

/** @param hasSeatHere somebody joined this meeting in this very browser, so its room opens without a new link */
export function nextAction(meeting: MeetingFacts, hasSeatHere: boolean): NextAction {
  const hasTakes = meeting.takeCount > 0;
  switch (meeting.status) {
    case 'recording':
      // A new host link would send away the host who is recording right now.
      return hasSeatHere ? 'open' : 'results';
    case 'completed':
    case 'cancelled':
      return hasTakes ? 'results' : null;
    default:
      if (hasTakes) return 'results';
      return meeting.guestName === null ? 'invite' : 'open';
  }
}

/** `live` is recording (the only red); `waiting` wants something of the organizer; the rest is calm. */
export type StateTone = 'live' | 'waiting' | 'done' | 'idle';

export interface StateWords {
  tone: StateTone;
  words: string;
}

/** The state of a meeting in words. */
export function stateWords(meeting: MeetingFacts): StateWords {
  switch (meeting.status) {
    case 'recording':
      return { tone: 'live', words: 'Recording now' };
    case 'completed':
      return { tone: 'done', words: meeting.takeCount > 0 ? 'Completed' : 'Completed, nothing recorded' };
    case 'cancelled':
      return { tone: 'idle', words: 'Cancelled' };
    default:
      return openWords(meeting);
  }
}

function openWords({ hostName, guestName, takeCount, bestGrade }: MeetingFacts): StateWords {
  if (takeCount > 0) {
    return bestGrade === null
      ? { tone: 'waiting', words: 'Recorded, no grade yet' }
      : { tone: 'done', words: 'Recorded' };
  }
  if (hostName === null && guestName === null) return { tone: 'waiting', words: 'Nobody has joined yet' };
  if (guestName === null) return { tone: 'waiting', words: 'Waiting for the guest' };
  if (hostName === null) return { tone: 'waiting', words: 'The guest is in, waiting for the host' };
  return { tone: 'idle', words: 'Both have joined, nothing recorded yet' };
}
