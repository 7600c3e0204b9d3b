import { Router } from 'express';
import { z } from 'zod';
import { meetingIdSchema, recordingIdSchema, ROUTES, takeIdSchema } from '@audio-studio/contract';
import type { Studio } from '../../studio/studio.ts';
import { authenticated, parse } from '../request-context.ts';

const meetingParams = z.object({ meetingId: meetingIdSchema });
const recordingParams = meetingParams.extend({ recordingId: recordingIdSchema });
const takeParams = meetingParams.extend({ sessionId: takeIdSchema });

export function recordingRoutes({ authenticator, recordings }: Studio): Router {
  const router = Router();
  router.get(
    ROUTES.recordings,
    authenticated(authenticator, (request, by) => recordings.list(by, parse(meetingParams, request.params).meetingId)),
  );
  router.post(
    ROUTES.downloadUrl,
    authenticated(authenticator, (request, by) => {
      const { meetingId, recordingId } = parse(recordingParams, request.params);
      return recordings.downloadUrl(by, meetingId, recordingId);
    }),
  );
  router.get(
    ROUTES.takeOverview,
    authenticated(authenticator, (request, by) => {
      const { meetingId, sessionId } = parse(takeParams, request.params);
      return recordings.overview(by, meetingId, sessionId);
    }),
  );
  return router;
}
