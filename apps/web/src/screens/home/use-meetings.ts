import { AppError, type MeetingSummary } from '@audio-studio/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../model/api.ts';
import { inviteBook } from '../../model/organizer-invites.ts';

const REFRESH_MS = 10_000;
const LIST_KEY = 'meetings';

/** The organizer's meetings, newest first, kept up to date while the page is looked at. */
export function useMeetings(token: string) {
  return useQuery({
    queryKey: [LIST_KEY, token],
    queryFn: async ({ signal }) => (await api.listMeetings(token, signal)).meetings,
    networkMode: 'always',
    retry: (failures, error) => failures < 2 && AppError.from(error).retryable,
    refetchInterval: ({ state }) => (isRefusal(state.error) ? false : REFRESH_MS),
  });
}

/** Creates a meeting and keeps its invites: the server tells them this once. */
export function useCreateMeeting(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (title: string) => api.createMeeting(title, token),
    networkMode: 'always',
    onSuccess: ({ invites, ...meeting }) => {
      inviteBook.remember(meeting.meetingId, invites);
      client.setQueryData<MeetingSummary[]>([LIST_KEY, token], (listed = []) => [
        { ...meeting, takeCount: 0, bestGrade: null, recordedSeconds: 0 },
        ...listed.filter((other) => other.meetingId !== meeting.meetingId),
      ]);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [LIST_KEY] }),
  });
}

export function useReissueInvite(meetingId: string, role: 'host' | 'guest', token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.reissueInvite(meetingId, role, token),
    networkMode: 'always',
    onSuccess: (invite) => inviteBook.remember(meetingId, { [role]: invite }),
    onSettled: () => client.invalidateQueries({ queryKey: [LIST_KEY] }),
  });
}

export function useDeleteMeeting(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (meetingId: string) => api.deleteMeeting(meetingId, token),
    networkMode: 'always',
    onSuccess: (_, meetingId) => {
      inviteBook.forget(meetingId);
      client.setQueryData<MeetingSummary[]>([LIST_KEY, token], (listed) =>
        listed?.filter((meeting) => meeting.meetingId !== meetingId),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: [LIST_KEY] }),
  });
}

/** The server does not take this sign-in any more. */
export function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code === 'UNAUTHORIZED';
}
