import type { MeetingSummary } from '@audio-studio/contract';
import { Search } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { matchingMeetings } from './matching-meetings.ts';
import { MeetingRow } from './meeting-row.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import type { useMeetings } from './use-meetings.ts';

const SEARCH_FROM = 8;

type Opener = HTMLElement | null;

interface MeetingListProps {
  meetings: ReturnType<typeof useMeetings>;
  headingRef: RefObject<HTMLHeadingElement | null>;
  onInvite: (meeting: MeetingSummary, opener: Opener) => void;
  onDelete: (meeting: MeetingSummary, opener: Opener) => void;
}

export function MeetingList({ meetings, headingRef, onInvite, onDelete }: MeetingListProps) {
  const { data, error, isFetching, refetch, dataUpdatedAt } = meetings;
  return (
    <section aria-labelledby="your-meetings" className="mt-8">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="your-meetings" ref={headingRef} tabIndex={-1} className="rounded text-lg">
          Your meetings
        </h2>
        <output className="numeral text-sm text-ink-faint">
          {data !== undefined && error !== null && `Not up to date: as of ${timeOf(dataUpdatedAt)}. We keep trying.`}
        </output>
      </div>
      {data !== undefined ? (
        <Listed meetings={data} onInvite={onInvite} onDelete={onDelete} />
      ) : error === null ? (
        <Skeleton />
      ) : (
        <ProblemNotice
          undertaking="list"
          error={error}
          actions={
            <Button busy={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        />
      )}
    </section>
  );
}

function Listed({
  meetings,
  ...actions
}: { meetings: MeetingSummary[] } & Pick<MeetingListProps, 'onInvite' | 'onDelete'>) {
  const [wanted, setWanted] = useState('');
  if (meetings.length === 0) return <Empty />;
  const matching = matchingMeetings(meetings, wanted);
  return (
    <>
      {meetings.length >= SEARCH_FROM && (
        <div className="mb-3 flex flex-wrap items-center gap-3">
          <div className="relative w-full sm:w-80">
            <Search
              aria-hidden
              className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-faint"
            />
            <input
              type="search"
              dir="auto"
              aria-label="Find a meeting by its name or a person’s"
              placeholder="Find by name or person"
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
              className="min-h-11 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-base placeholder:text-ink-faint sm:min-h-10 sm:text-sm"
            />
          </div>
          <output className="numeral text-sm text-ink-faint">
            {wanted.trim() === '' ? '' : `${matching.length} of ${meetings.length} meetings`}
          </output>
        </div>
      )}
      <Card flush>
        <ul className="divide-y divide-line">
          {matching.map((meeting) => (
            <MeetingRow key={meeting.meetingId} meeting={meeting} {...actions} />
          ))}
        </ul>
        {matching.length === 0 && (
          <p className="p-6 text-sm text-ink-soft">No meeting has that in its name or its people.</p>
        )}
      </Card>
    </>
  );
}

function Empty() {
  return (
    <Card className="py-10 text-center sm:py-14">
      <p className="text-lg font-semibold">No meetings yet</p>
      <p className="mx-auto mt-2 max-w-xl text-ink-soft">
        The Studio records a conversation of two people, each on their own microphone, lossless and on a track of its
        own. Create a meeting above, send one link to your guest and open the other as the host. When you stop, both
        tracks are uploaded, graded, and ready to download here.
      </p>
    </Card>
  );
}

function Skeleton() {
  return (
    <Card flush aria-busy>
      <output className="sr-only">Loading your meetings</output>
      <ul aria-hidden className="animate-pulse divide-y divide-line">
        {['w-64', 'w-48', 'w-56'].map((width) => (
          <li key={width} className="flex min-h-44 flex-col gap-3 p-4 sm:min-h-20 sm:flex-row sm:items-center sm:px-6">
            <div className="flex-1 space-y-2.5">
              <div className={`h-4 max-w-full rounded bg-sunken ${width}`} />
              <div className="h-3.5 w-40 rounded bg-sunken" />
            </div>
            <div className="h-10 w-28 rounded-lg bg-sunken" />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toLocaleTimeString([], { timeStyle: 'short' });
}
