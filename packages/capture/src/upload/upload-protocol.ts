import type { UploadCompleteAnswer } from '@audio-studio/contract';
import type { UploadProgress } from './upload-progress.ts';

/** What the page asks of the upload worker. */
export interface UploadMethods {
  configure(options: { apiBase: string }): void;
  /** Begins, or begins again after a failure; nothing changes while it runs. */
  start(takeKey: string): void;
  /** Stops; answers when nothing of it runs any more. */
  abort(takeKey: string): Promise<void>;
  /** The answer to `tokenWanted`; null when there is none. */
  giveToken(answer: { requestId: number; token: string | null }): void;
}

export interface UploadWorkerEvents {
  progress: { takeKey: string; progress: UploadProgress };
  done: { takeKey: string; answer: UploadCompleteAnswer };
  tokenWanted: { requestId: number; meetingId: string; refresh: boolean };
}
