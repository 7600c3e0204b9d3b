import type { UploadCompleteAnswer } from '@audio-studio/contract';
import type { LinkPressure } from './link-pressure.ts';
import type { UploadProgress } from './upload-progress.ts';

export interface TokenQuestion {
  meetingId: string;
  /** The last one was refused. */
  refresh: boolean;
}

export interface LiveTakeQuestion {
  takeKey: string;
}

/** What the page asks of the upload worker. */
export interface UploadMethods {
  configure(options: { apiBase: string }): void;
  /** Begins, or begins again after a failure; nothing changes while it runs. */
  start(takeKey: string): void;
  /** Stops; answers when nothing of it runs any more. */
  abort(takeKey: string): Promise<void>;
  /** The answer to `tokenWanted`; null when there is none. */
  giveToken(given: { requestId: number; answer: string | null }): void;
  /** The answer to `liveTakeWanted`: a port to its recorder; null when none of this page records it. */
  giveLiveTake(given: { requestId: number; answer: MessagePort | null }): void;
  setLinkPressure(level: LinkPressure): void;
}

export interface UploadWorkerEvents {
  progress: { takeKey: string; progress: UploadProgress };
  done: { takeKey: string; answer: UploadCompleteAnswer };
  tokenWanted: TokenQuestion & { requestId: number };
  liveTakeWanted: LiveTakeQuestion & { requestId: number };
}
