import { AppError } from '@audio-studio/contract';
import { UploadFault, type UploadFaultKind } from './upload-fault.ts';

const SAFE = 'The recording is safe on this device.';

/** While it goes on by itself: what is safe, and what is being waited for. */
const WAITING: Partial<Record<UploadFaultKind, string>> = {
  network: `${SAFE} The upload goes on as soon as the connection is back.`,
  server: `${SAFE} The server cannot take it right now; we keep trying.`,
  'bad-digest': `${SAFE} A piece was damaged on its way and is sent again.`,
  yielded: `${SAFE} The conversation comes first: the upload goes on when the connection has room.`,
  throttled: `${SAFE} The server asked us to wait a moment.`,
};

/** After it stopped: what is safe, what happened, what to do. */
const FAILED: Partial<Record<UploadFaultKind, string>> = {
  unauthorized: `${SAFE} Your link is no longer accepted: open your invitation again, then retry.`,
  'content-mismatch': `${SAFE} What arrived at the server was damaged. Please retry.`,
  'size-mismatch': `${SAFE} What arrived at the server was not complete. Please retry.`,
  rejected: `${SAFE} The server did not accept it. Please retry, or tell the organizer.`,
  'unknown-upload': `${SAFE} The server lost track of this upload. Please retry.`,
};

export const OFFLINE_MESSAGE = `${SAFE} You are offline; the upload goes on by itself later.`;
export const RECORDING_MESSAGE = 'The recording is being saved on this device, and sent piece by piece.';
export const RECORDING_ELSEWHERE_MESSAGE = 'Another tab of this browser is recording this. It is sent when it stops.';
export const OTHER_TAB_MESSAGE = 'Another tab of this browser is sending this recording.';

export function waitingMessage(fault: UploadFault): string | undefined {
  return WAITING[fault.kind];
}

export function failedMessage(error: unknown): string {
  if (error instanceof UploadFault) return FAILED[error.kind] ?? WAITING[error.kind] ?? FAILED.rejected!;
  // Says itself what is wrong, such as that there is no such take.
  if (error instanceof AppError && error.code !== 'INTERNAL_ERROR') return error.message;
  return 'The upload could not be done. Please retry.';
}
