import { Router, type Request } from 'express';
import {
  AppError,
  assignBodySchema,
  createMeetingBodySchema,
  joinMeetingBodySchema,
  meetingIdSchema,
  reissueInviteBodySchema,
  ROUTES,
  updateStatusBodySchema,
  type Role,
} from '@audio-studio/contract';
import type { Studio } from '../../studio/studio.ts';
import { authenticated, bearerOf, open, parse } from '../request-context.ts';

export function meetingRoutes(studio: Studio): Router {
  const { authenticator, meetings, invitations, deletion, gateway } = studio;
  const router = Router();

  router.post(
    ROUTES.meetings,
    authenticated(
      authenticator,
      (request, by) => meetings.create(by, parse(createMeetingBodySchema, request.body)),
      201,
    ),
  );
  router.get(
    ROUTES.meetings,
    authenticated(authenticator, async (_request, by) => ({ meetings: await meetings.list(by) })),
  );
  router.get(
    ROUTES.meeting,
    authenticated(authenticator, (request, by) => meetings.get(by, idOf(request))),
  );
  router.patch(
    ROUTES.meetingStatus,
    authenticated(authenticator, (request, by) => {
      const id = idOf(request);
      return meetings.setStatus(by, id, parse(updateStatusBodySchema, request.body).status);
    }),
  );
  router.delete(
    ROUTES.meeting,
    authenticated(authenticator, async (request, by) => {
      await deletion.delete(by, idOf(request));
      return { success: true };
    }),
  );

  const assign = (role: Role) =>
    authenticated(authenticator, async (request, by) => {
      const id = idOf(request);
      return { success: true, meeting: await invitations.assign(by, id, role, parse(assignBodySchema, request.body)) };
    });
  router.post(ROUTES.assignHost, assign('host'));
  router.post(ROUTES.assignGuest, assign('guest'));

  // The invite in the body is what authenticates; a bearer token only tells who is renewing.
  router.post(
    ROUTES.joinMeeting,
    open(async (request) => {
      const id = idOf(request);
      const body = parse(joinMeetingBodySchema, request.body);
      return invitations.join(id, { ...body, bearer: bearerOf(request) });
    }),
  );
  router.post(
    ROUTES.invites,
    authenticated(authenticator, async (request, by) => {
      const id = idOf(request);
      const { role } = parse(reissueInviteBodySchema, request.body);
      const { invite, endedUserId } = await meetings.reissueInvite(by, id, role);
      if (endedUserId !== null) {
        gateway.dismissUser(endedUserId, AppError.unauthorized('The organizer has given this place to someone else.'));
      }
      return invite;
    }),
  );
  return router;
}

function idOf(request: Request): string {
  return parse(meetingIdSchema, request.params['id']);
}
