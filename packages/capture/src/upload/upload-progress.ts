export type UploadState = 'waiting' | 'uploading' | 'verifying' | 'done' | 'failed';

/** Of a take that is still being recorded, all sizes are those by now. */
export interface UploadProgress {
  /** Share of the file that has arrived, 0–100; 100 only with state `done`. */
  percent: number;
  /**
   * `waiting`: no part is whole yet, offline, server unreachable, giving way to the call, or another tab is at
   * it; goes on by itself.
   */
  state: UploadState;
  /** What has arrived; during the take, how far its beginning has without a hole. */
  bytesSent: number;
  /** Size of the file; of a running take, when a part last arrived. */
  totalBytes: number;
  /** Why it waits or failed, in a sentence for people. */
  message?: string;
}
