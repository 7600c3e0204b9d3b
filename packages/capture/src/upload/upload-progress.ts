export type UploadState = 'waiting' | 'uploading' | 'verifying' | 'done' | 'failed';

export interface UploadProgress {
  /** Share of the file that has arrived, 0–100; 100 only with state `done`. */
  percent: number;
  /** `waiting`: offline, server unreachable, or another tab is at it; goes on by itself. */
  state: UploadState;
  bytesSent: number;
  totalBytes: number;
  /** Why it waits or failed, in a sentence for people. */
  message?: string;
}
