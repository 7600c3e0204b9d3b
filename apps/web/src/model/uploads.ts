import { deleteTake, listLocalTakes, recoverTake, TakeUploader } from '@audio-studio/capture';
import { AppError } from '@audio-studio/contract';
import { api } from './api.ts';
import { participantCredentials } from './participant-credentials.ts';
import { API_ORIGIN } from './server-origin.ts';
import { UploadDesk } from './upload-desk.ts';

/** The token of that meeting; `refresh` trades an old one for a new one and keeps it. */
async function tokenFor(meetingId: string, refresh: boolean): Promise<string> {
  const stored = participantCredentials(meetingId);
  const credentials = stored.get();
  if (credentials === null) throw AppError.unauthorized();
  if (!refresh) return credentials.token;
  const { token } = await api.joinMeeting(meetingId, { invite: credentials.token });
  stored.set({ ...credentials, token });
  return token;
}

let uploader: TakeUploader | null = null;

/** Every upload of this page. */
export const uploadDesk = new UploadDesk({
  uploader: {
    upload: (takeKey) => (uploader ??= new TakeUploader({ apiBase: API_ORIGIN, getToken: tokenFor })).upload(takeKey),
    // Said again every few seconds: whoever uploads later soon knows.
    setLinkPressure: (level) => uploader?.setLinkPressure(level),
  },
  listLocalTakes,
  recoverTake,
  deleteTake,
});
