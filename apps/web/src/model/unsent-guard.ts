import type { UploadDesk } from './upload-desk.ts';

/**
 * Lets the browser ask before the page is left, exactly while something is not on the server; a take is
 * on the desk from its first moment. Returns the end of it.
 */
export function guardUnsent(
  desk: Pick<UploadDesk, 'isSending'>,
  page: Pick<Window, 'addEventListener' | 'removeEventListener'> = window,
): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (desk.isSending) event.preventDefault();
  };
  page.addEventListener('beforeunload', ask);
  return () => page.removeEventListener('beforeunload', ask);
}
