import type { SnapshotStore } from '@audio-studio/flow';
import type { UploadDesk } from './upload-desk.ts';

/**
 * Lets the browser ask before the page is left, exactly while something would be held up by it: a take
 * that is being recorded, or a track that is not on the server. Returns the end of it.
 */
export function guardUnsent(
  desk: Pick<UploadDesk, 'isSending'> & { state: Pick<SnapshotStore<object>, 'subscribe'> },
  isRecording: () => boolean = () => false,
  page: Pick<Window, 'addEventListener' | 'removeEventListener'> = window,
): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (desk.isSending || isRecording()) event.preventDefault();
  };
  page.addEventListener('beforeunload', ask);
  return () => page.removeEventListener('beforeunload', ask);
}
