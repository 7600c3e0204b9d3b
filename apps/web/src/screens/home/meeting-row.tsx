import type { MeetingSummary } from '@audio-studio/contract';
import { Circle, CircleCheck, CircleDashed, type LucideIcon } from 'lucide-react';
import { useId, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { formatMoment } from '../../model/format.ts';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { Button } from '../../ui/button.tsx';
import { QualityBadge } from '../../ui/quality-badge.tsx';
import { durationWords, takeWords } from './duration-words.ts';
import { greenRoomPath, resultsPath } from './join-target.ts';
import { MeetingMenu } from './meeting-menu.tsx';
import { nextAction, stateWords, type StateTone } from './meeting-state.ts';

interface MeetingRowProps {
  meeting: MeetingSummary;
  /** `opener` is where the focus belongs afterwards. */
  onInvite: (meeting: MeetingSummary, opener: HTMLElement | null) => void;
  onDelete: (meeting: MeetingSummary, opener: HTMLElement | null) => void;
}

/** One meeting: a line of columns on a wide screen, stacked on a narrow one. */
export function MeetingRow({ meeting, onInvite, onDelete }: MeetingRowProps) {
  const seat = participantCredentials(meeting.meetingId);
  const hasSeatHere = useSyncExternalStore(seat.subscribe, seat.get) !== null;
  const titleId = useId();
  const { title, createdAt, takeCount, recordedSeconds, bestGrade } = meeting;
  const invite = (opener: HTMLElement | null) => onInvite(meeting, opener);

  return (
    <li className="flex flex-col gap-3 p-4 sm:min-h-20 sm:flex-row sm:items-center sm:gap-5 sm:px-6 sm:py-3">
      <div className="min-w-0 flex-1 items-center gap-5 lg:flex">
        <div className="min-w-0 flex-1">
          <h3 id={titleId} dir="auto" className="truncate text-left" title={title}>
            {title}
          </h3>
          <People meeting={meeting} />
        </div>
        <p className="mt-1 flex flex-wrap gap-x-4 text-sm lg:mt-0 lg:w-64 lg:flex-col xl:w-80">
          <State meeting={meeting} />
          <span className="numeral text-ink-faint lg:pl-5">
            Created <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
          </span>
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3 sm:flex-nowrap">
        <div
          className={`w-full items-center justify-between gap-5 sm:flex sm:w-auto ${takeCount > 0 ? 'flex' : 'hidden'}`}
        >
          <p className="numeral flex gap-x-2 text-sm whitespace-nowrap sm:block sm:w-24 sm:text-right">
            {recordedSeconds >= 1 && <span className="font-medium sm:block">{durationWords(recordedSeconds)}</span>}
            {takeCount > 0 && <span className="text-ink-faint sm:block">{takeWords(takeCount)}</span>}
          </p>
          <p className="flex sm:w-28">{bestGrade !== null && <QualityBadge grade={bestGrade} />}</p>
        </div>
        <div className="flex w-full items-center justify-end gap-1 sm:w-38 max-sm:[&>:first-child:not(:only-child)]:flex-1">
          <NextStep meeting={meeting} hasSeatHere={hasSeatHere} titleId={titleId} onInvite={invite} />
          <MeetingMenu
            meeting={meeting}
            hasSeatHere={hasSeatHere}
            titleId={titleId}
            onInvite={invite}
            onDelete={(opener) => onDelete(meeting, opener)}
          />
        </div>
      </div>
    </li>
  );
}

interface NextStepProps {
  meeting: MeetingSummary;
  hasSeatHere: boolean;
  titleId: string;
  onInvite: (opener: HTMLElement) => void;
}

function NextStep({ meeting, hasSeatHere, titleId, onInvite }: NextStepProps) {
  const { meetingId } = meeting;
  switch (nextAction(meeting, hasSeatHere)) {
    case 'results':
      return (
        <Button asChild>
          <Link to={resultsPath(meetingId)} aria-describedby={titleId}>
            See results
          </Link>
        </Button>
      );
    case 'open':
      // Without a seat in this browser the host link is the way in.
      return hasSeatHere ? (
        <Button asChild>
          <Link to={greenRoomPath(meetingId)} aria-describedby={titleId}>
            Open
          </Link>
        </Button>
      ) : (
        <Button aria-describedby={titleId} onClick={(event) => onInvite(event.currentTarget)}>
          Open
        </Button>
      );
    case 'invite':
      return (
        <Button aria-describedby={titleId} onClick={(event) => onInvite(event.currentTarget)}>
          Invite
        </Button>
      );
    default:
      return null;
  }
}

const SIGNS: Record<StateTone, { icon: LucideIcon; look: string }> = {
  live: { icon: Circle, look: 'font-medium text-rec-ink [&>svg]:fill-rec [&>svg]:text-rec' },
  waiting: { icon: CircleDashed, look: 'text-ink [&>svg]:text-accent' },
  done: { icon: CircleCheck, look: 'text-ink [&>svg]:text-accent' },
  idle: { icon: Circle, look: 'text-ink [&>svg]:text-line-strong' },
};

function State({ meeting }: { meeting: MeetingSummary }) {
  const { tone, words } = stateWords(meeting);
  const { icon: Sign, look } = SIGNS[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 ${look}`}>
      <Sign aria-hidden className="size-3.5 shrink-0" />
      {words}
    </span>
  );
}

function People({ meeting: { hostName, guestName } }: { meeting: MeetingSummary }) {
  if (hostName === null && guestName === null) return null;
  return (
    <p className="mt-0.5 flex max-w-full min-w-0 items-center text-sm whitespace-pre text-ink-soft">
      <span className="sr-only">With </span>
      {hostName !== null && <Name name={hostName} />}
      {hostName !== null && guestName !== null && ' and '}
      {guestName !== null && <Name name={guestName} />}
    </p>
  );
}

function Name({ name }: { name: string }) {
  return (
    <bdi className="max-w-48 min-w-0 truncate" title={name}>
      {name}
    </bdi>
  );
}
