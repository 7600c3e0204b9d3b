import { AppError, SOCKET_EVENTS, type Meeting, type Recording } from '@audio-studio/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer, useState } from 'react';
import type { ApiClient } from '../../model/api-client.ts';
import { organizerCredentials, validOrganizerToken } from '../../model/organizer-credentials.ts';
import { participantCredentials } from '../../model/participant-credentials.ts';
import { RoomClient, type RoomLink } from '../../model/room-client.ts';
import { openRoomSocket } from '../../model/room-socket.ts';
import type { DeskUpload } from '../../model/upload-desk.ts';
import { relayUploads } from '../../model/upload-relay.ts';
import { uploadDesk } from '../../model/uploads.ts';
import {
  filesOutsideTakes,
  NO_RESULTS,
  reduceResults,
  RESULT_EVENTS,
  takeViews,
  type ResultsEvent,
  type NamesByRole,
  type TakeView,
} from '../../model/take-results.ts';

/** While the socket stands, a missed message is made good after this. */
const ONLINE_REFETCH_MS = 20_000;
const OFFLINE_REFETCH_MS = 4_000;
const IDLE_REFETCH_MS = 60_000;

/** Events after which the stored state differs from what was fetched. */
const CHANGES = [
  SOCKET_EVENTS.START_RECORDING,
  SOCKET_EVENTS.STOP_RECORDING,
  SOCKET_EVENTS.MARKER_ADDED,
  SOCKET_EVENTS.RECORDINGS_UPDATED,
  SOCKET_EVENTS.PROCESSING_COMPLETE,
  SOCKET_EVENTS.RECORDING_REJECTED,
] as const;

export type ResultsLoad =
  | { state: 'loading' }
  | { state: 'refused'; error: AppError; retry: () => void }
  | {
      state: 'ready';
      meeting: Meeting | null;
      names: NamesByRole;
      takes: readonly TakeView[];
      filesOutsideTakes: readonly Recording[];
      link: RoomLink;
      /** The last attempt to look again failed; what is shown may be old. */
      isStale: boolean;
      /** The token that opens this meeting here. */
      token: string;
      isParticipant: boolean;
    };

/** A meeting's takes, fetched and kept up to date by its socket, or by asking again while there is none. */
export function useTakeResults(meetingId: string, api: ApiClient): ResultsLoad {
  const [results, dispatch] = useReducer(reduceResults, NO_RESULTS);
  const [link, setLink] = useState<RoomLink>('connecting');

  const listing = useQuery({
    queryKey: ['recordings', meetingId],
    queryFn: ({ signal }) =>
      firstAccepted(tokensFor(meetingId), (token) => api.listRecordings(meetingId, token, signal)),
    retry: (failures, error) => AppError.from(error).retryable && failures < 2,
    staleTime: 0,
    refetchInterval: ({ state }) => {
      if (state.status === 'error') return AppError.from(state.error).retryable ? OFFLINE_REFETCH_MS : false;
      const isUnfinished = state.data?.answer.takes.some(
        ({ result, state: take }) => result === null && take !== 'failed',
      );
      if (link === 'online') return isUnfinished === true ? ONLINE_REFETCH_MS : false;
      return isUnfinished === true ? OFFLINE_REFETCH_MS : IDLE_REFETCH_MS;
    },
  });
  const token = listing.data?.token ?? null;
  const { refetch } = listing;

  const meeting = useQuery({
    queryKey: ['meeting', meetingId],
    queryFn: ({ signal }) => api.getMeeting(meetingId, token!, signal),
    enabled: token !== null,
    retry: 2,
    staleTime: ONLINE_REFETCH_MS,
  });

  const answer = listing.data?.answer;
  useEffect(() => {
    if (answer !== undefined) dispatch({ name: 'listed', payload: answer });
  }, [answer]);

  useEffect(() => {
    if (token === null) return undefined;
    const room = new RoomClient({ socket: openRoomSocket(() => token), roomId: meetingId });
    for (const name of RESULT_EVENTS) room.events.on(name, (payload) => dispatch({ name, payload } as never));
    for (const name of CHANGES) room.events.on(name, () => void refetch());
    // What happened while nobody listened is in the stored state.
    room.events.on('connected', () => void refetch());
    const unsubscribe = room.status.subscribe(() => setLink(room.status.get().link));
    const stopUploads = followOwnUploads(meetingId, room, dispatch);
    room.open();
    return () => {
      stopUploads();
      unsubscribe();
      room.close();
    };
  }, [token, meetingId, refetch]);

  const hostName = meeting.data?.hostName ?? null;
  const guestName = meeting.data?.guestName ?? null;
  const names = useMemo(() => namesByRole(hostName, guestName), [hostName, guestName]);
  const takes = useMemo(() => takeViews(results, names), [results, names]);

  if (results.listed === null || token === null || meeting.isPending) {
    if (listing.isError && listing.data === undefined)
      return { state: 'refused', error: AppError.from(listing.error), retry: () => void refetch() };
    return { state: 'loading' };
  }
  return {
    state: 'ready',
    meeting: meeting.data ?? null,
    names,
    takes,
    filesOutsideTakes: filesOutsideTakes(results),
    link,
    isStale: listing.isRefetchError,
    token,
    isParticipant: participantCredentials(meetingId).get() !== null,
  };
}

/** A track this page itself still sends: shown here, and told to the others, whom the studio no longer tells. */
function followOwnUploads(meetingId: string, room: RoomClient, dispatch: (event: ResultsEvent) => void): () => void {
  const own = participantCredentials(meetingId).get();
  if (own === null) return () => undefined;
  const note = ({ meetingId: where, sessionId, progress }: DeskUpload) => {
    if (where !== meetingId) return;
    const payload = { participantName: own.name, userId: own.userId, percent: progress.percent, sessionId };
    dispatch({ name: SOCKET_EVENTS.UPLOAD_PROGRESS, payload });
  };
  for (const upload of uploadDesk.state.get().uploads) note(upload);
  const endings = [
    uploadDesk.events.on('progressed', note),
    relayUploads(uploadDesk, room, { meetingId, name: () => own.name }),
  ];
  return () => {
    for (const end of endings) end();
  };
}

function namesByRole(hostName: string | null, guestName: string | null): NamesByRole {
  return { host: hostName ?? 'The host', guest: guestName ?? 'The guest' };
}

/** A participant's token first: it is for this very meeting. */
function tokensFor(meetingId: string): string[] {
  const participant = participantCredentials(meetingId).get()?.token;
  const organizer = validOrganizerToken(organizerCredentials.get(), Date.now());
  return [participant, organizer].filter((token) => token !== undefined && token !== null);
}

/** Tries each token until one is accepted. Rejects with the last refusal. */
async function firstAccepted<Answer>(
  tokens: readonly string[],
  ask: (token: string) => Promise<Answer>,
): Promise<{ token: string; answer: Answer }> {
  let refusal = AppError.unauthorized();
  for (const token of tokens) {
    try {
      return { token, answer: await ask(token) };
    } catch (error) {
      const failure = AppError.from(error);
      if (failure.status !== 401 && failure.status !== 403) throw error;
      refusal = failure;
    }
  }
  throw refusal;
}
