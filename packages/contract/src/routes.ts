/** Every REST path, as Express patterns. `buildPath` fills one in. */
export const ROUTES = {
  meetings: '/api/meetings',
  meeting: '/api/meetings/:id',
  meetingStatus: '/api/meetings/:id/status',
  assignHost: '/api/meetings/:id/assign-host',
  assignGuest: '/api/meetings/:id/assign-guest',
  joinMeeting: '/api/meetings/:id/join',
  invites: '/api/meetings/:id/invites',
  uploadUrl: '/api/upload/url',
  uploadComplete: '/api/upload/complete',
  multipartInitiate: '/api/multipart-upload/initiate',
  multipartPartOne: '/api/multipart-upload/part-1',
  multipartPartUrl: '/api/multipart-upload/part-url',
  multipartComplete: '/api/multipart-upload/complete',
  multipartAbort: '/api/multipart-upload/abort',
  multipartParts: '/api/multipart-upload/parts',
  recordings: '/api/recordings/:meetingId',
  downloadUrl: '/api/recordings/:meetingId/:recordingId/download-url',
  takeOverview: '/api/recordings/:meetingId/takes/:sessionId/overview',
  stats: '/api/stats',
  iceServers: '/api/ice-servers',
  signIn: '/api/auth/sign-in',
  authConfig: '/api/auth/config',
  health: '/health',
} as const;

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** `buildPath(ROUTES.meeting, {id})`. Values are percent-encoded: a recording id holds `#`. */
export function buildPath<Path extends string>(pattern: Path, params: Record<ParamNames<Path>, string>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent((params as Record<string, string>)[name]!));
}
