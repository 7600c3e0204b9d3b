import { useBlocker } from 'react-router';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before somebody goes to another page in the middle of a take: their track would end there. */
export function LeaveGuard({ isTaking }: { isTaking: boolean }) {
  const blocker = useBlocker(isTaking);
  const stay = () => blocker.reset?.();
  return (
    <Dialog
      open={blocker.state === 'blocked'}
      onOpenChange={(open) => {
        if (!open) stay();
      }}
      title="You are being recorded"
      description="What you said so far is safe. If you leave now your track ends here, while the other person's goes on."
    >
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="danger" onClick={() => blocker.proceed?.()}>
          Leave anyway
        </Button>
        <Button variant="primary" onClick={stay}>
          Stay
        </Button>
      </div>
    </Dialog>
  );
}
