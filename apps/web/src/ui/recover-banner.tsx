import { useState } from 'react';
import type { LocalTake } from '@audio-studio/capture';
import { formatLength, formatMoment } from '../model/format.ts';
import { uploadDesk } from '../model/uploads.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { useSnapshot } from './use-snapshot.ts';

/** Offers what an earlier visit left on this computer. */
export function RecoverBanner({ meetingId }: { meetingId: string }) {
  const { orphans } = useSnapshot(uploadDesk.state);
  return orphans
    .filter((take) => take.meetingId === meetingId)
    .map((take) => <Orphan key={take.takeKey} take={take} />);
}

function Orphan({ take }: { take: LocalTake }) {
  const [state, setState] = useState<'offered' | 'working' | 'failed'>('offered');
  const [asksToDelete, setAsksToDelete] = useState(false);
  const recover = () => {
    setState('working');
    uploadDesk.recover(take.takeKey).catch(() => setState('failed'));
  };
  const when = formatMoment(new Date(take.createdAtMs).toISOString());
  return (
    <Notice
      tone="info"
      announce
      title={`A recording of ${formatLength(take.durationSeconds)} is safe on this computer, but not uploaded`}
      actions={
        asksToDelete ? (
          <>
            <Button variant="danger" onClick={() => void uploadDesk.discard(take.takeKey)}>
              Delete for good
            </Button>
            <Button onClick={() => setAsksToDelete(false)}>Keep it</Button>
          </>
        ) : (
          <>
            <Button variant="primary" busy={state === 'working'} onClick={recover}>
              Recover &amp; upload
            </Button>
            <Button variant="quiet" disabled={state === 'working'} onClick={() => setAsksToDelete(true)}>
              Delete…
            </Button>
          </>
        )
      }
    >
      <p>
        {asksToDelete
          ? 'It exists nowhere else. Once deleted it cannot be brought back.'
          : state === 'failed'
            ? 'It could not be read just now, perhaps because another tab is using it. It stays where it is; try again in a moment.'
            : `It was made ${when}, before this page was closed or the computer stopped.`}
      </p>
    </Notice>
  );
}
