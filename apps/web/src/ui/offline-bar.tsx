import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Says that the device has no network, and what that does not harm. Floats, so that nothing moves. */
export function OfflineBar() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <output className="pointer-events-none fixed inset-x-0 top-2 z-40 flex justify-center px-4">
      {!online && (
        <p className="flex items-center gap-2 rounded-full border border-amber-line bg-amber-soft px-4 py-1.5 text-sm text-amber-ink shadow-card">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          What is recorded stays safe here. This computer is offline; everything goes on when it is back.
        </p>
      )}
    </output>
  );
}
