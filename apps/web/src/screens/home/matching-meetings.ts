import type { MeetingSummary } from '@audio-studio/contract';

type Findable = Pick<MeetingSummary, 'title' | 'hostName' | 'guestName'>;

/** The meetings whose name or people contain every word of `wanted`, whatever its case and accents. */
export function matchingMeetings<Meeting extends Findable>(meetings: readonly Meeting[], wanted: string): Meeting[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  return meetings.filter(({ title, hostName, guestName }) => {
    const text = plain([title, hostName, guestName].join(' '));
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
