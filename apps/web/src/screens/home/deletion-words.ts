import type { MeetingSummary } from '@audio-studio/contract';
import { durationWords, takeWords } from './duration-words.ts';

/** What deleting a meeting takes away, one sentence each: most costly first. */
export function deletionWords(meeting: Pick<MeetingSummary, 'status' | 'takeCount' | 'recordedSeconds'>): string[] {
  const { status, takeCount, recordedSeconds } = meeting;
  const length = recordedSeconds >= 1 ? ` (${durationWords(recordedSeconds)})` : '';
  return [
    ...(status === 'recording'
      ? ['A take is being recorded right now. It ends at once and is deleted with the rest.']
      : []),
    takeCount === 0
      ? 'Nothing has been recorded in it.'
      : `The recordings of both people are deleted from the server: ${takeWords(takeCount)}${length}, with their grades, results and processed copies.`,
    'Both invitation links stop working, and whoever is in the room is sent out.',
  ];
}
