import type { UploadCompleteAnswer } from '@audio-studio/contract';
import type { Emitter } from '@audio-studio/flow';
import type { UploadProgress } from './upload-progress.ts';

export interface TakeUploaderOptions {
  /** Where the API is, without `/api`; '' for the page's own origin. */
  apiBase: string;
  /** A token for the meeting. `refresh` is true when the last one was refused. */
  getToken: (meetingId: string, refresh: boolean) => Promise<string>;
}

export interface UploadHandle {
  readonly takeKey: string;
  readonly events: Emitter<{ progress: UploadProgress }>;
  readonly progress: UploadProgress;
  readonly done: Promise<UploadCompleteAnswer>;
  retry(): void;
  abort(): void;
}

export class TakeUploader {
  constructor(_options: TakeUploaderOptions) {
    throw new Error('not there yet');
  }
  upload(_takeKey: string): UploadHandle {
    throw new Error('not there yet');
  }
  close(): void {
    throw new Error('not there yet');
  }
}
