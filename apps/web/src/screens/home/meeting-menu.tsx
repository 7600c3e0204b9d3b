import type { MeetingSummary } from '@audio-studio/contract';
import { ChartColumn, DoorOpen, Ellipsis, Trash2, UserPlus } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import { greenRoomPath, resultsPath } from './join-target.ts';

interface MeetingMenuProps {
  meeting: MeetingSummary;
  hasSeatHere: boolean;
  titleId: string;
  /** Told where the focus belongs afterwards. */
  onInvite: (opener: HTMLElement | null) => void;
  onDelete: (opener: HTMLElement | null) => void;
}

const ITEM =
  'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-3 text-sm outline-none select-none data-highlighted:bg-sunken sm:min-h-9 [&_svg]:size-4 [&_svg]:text-ink-faint';

/** Everything else there is to do with a meeting. */
export function MeetingMenu({ meeting, hasSeatHere, titleId, onInvite, onDelete }: MeetingMenuProps) {
  const navigate = useNavigate();
  const trigger = useRef<HTMLButtonElement>(null);
  const { meetingId, takeCount } = meeting;
  return (
    // Not modal: the modal menu holds the page still with a style element, which the page's policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        ref={trigger}
        aria-label="More"
        aria-describedby={titleId}
        className="grid size-11 place-items-center rounded-lg text-ink-soft hover:bg-sunken data-[state=open]:bg-sunken sm:size-10"
      >
        <Ellipsis aria-hidden className="size-5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-40 min-w-52 rounded-xl border border-line bg-surface p-1.5 shadow-card"
        >
          {hasSeatHere && (
            <DropdownMenu.Item className={ITEM} onSelect={() => void navigate(greenRoomPath(meetingId))}>
              <DoorOpen aria-hidden />
              Open
            </DropdownMenu.Item>
          )}
          {takeCount > 0 && (
            <DropdownMenu.Item className={ITEM} onSelect={() => void navigate(resultsPath(meetingId))}>
              <ChartColumn aria-hidden />
              See results
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item className={ITEM} onSelect={() => onInvite(trigger.current)}>
            <UserPlus aria-hidden />
            Invitation links
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => onDelete(trigger.current)}>
            <Trash2 aria-hidden />
            Delete…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
