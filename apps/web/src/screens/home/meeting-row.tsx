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
  onInvite: (meeting: MeetingSummary) => void;
  onDelete: (meeting: MeetingSummary) => void;
}

export function MeetingRow({ meeting, onInvite, onDelete }: MeetingRowProps) {
  const seat = participantCredentials(meeting.meetingId);
  const hasSeatHere = useSyncExternalStore(seat.subscribe, seat.get) !== null;
  const titleId = useId();
  const { title, createdAt, takeCount, recordedSeconds, bestGrade } = meeting;
  const invite = () => onInvite(meeting);

  return (
    <li className="flex flex-col gap-3 p-4 sm:min-h-22 sm:flex-row sm:items-center sm:gap-6 sm:px-6">
      <div className="min-w-0 flex-1">
        <h3 id={titleId} dir="auto" className="truncate" title={title}>
          {title}
        </h3>
        <p className="mt-1 flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft">
          <State meeting={meeting} />
          <People meeting={meeting} />
          <span className="numeral text-ink-faint">
            Created <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
          </span>
        </p>
      </div>
      <div className="flex items-center gap-3 sm:gap-5">
        <p className="numeral min-w-20 text-sm sm:text-right">
          {takeCount > 0 && (
            <>
              <span className="block font-medium">{durationWords(recordedSeconds)}</span>
              <span className="block text-ink-faint">{takeWords(takeCount)}</span>
            </>
          )}
        </p>
        <p className="flex min-w-26 sm:justify-end">{bestGrade !== null && <QualityBadge grade={bestGrade} />}</p>
        <div className="ml-auto flex items-center gap-1 sm:w-36 sm:justify-end">
          <NextStep meeting={meeting} hasSeatHere={hasSeatHere} titleId={titleId} onInvite={invite} />
          <MeetingMenu
            meeting={meeting}
            hasSeatHere={hasSeatHere}
            titleId={titleId}
            onInvite={invite}
            onDelete={() => onDelete(meeting)}
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
  onInvite: () => void;
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
        <Button aria-describedby={titleId} onClick={onInvite}>
          Open
        </Button>
      );
    case 'invite':
      return (
        <Button aria-describedby={titleId} onClick={onInvite}>
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
    <span className="flex max-w-full min-w-0 items-center whitespace-pre">
      <span className="sr-only">With </span>
      {hostName !== null && <Name name={hostName} />}
      {hostName !== null && guestName !== null && ' and '}
      {guestName !== null && <Name name={guestName} />}
    </span>
  );
}

function Name({ name }: { name: string }) {
  return (
    <bdi className="max-w-48 min-w-0 truncate" title={name}>
      {name}
    </bdi>
  );
}
