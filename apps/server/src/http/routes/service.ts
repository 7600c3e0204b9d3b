import { Router } from 'express';
import { ROUTES, signInBodySchema } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { iceServers, type IceSettings } from '../../studio/ice-servers.ts';
import { requireOrganizer } from '../../studio/meeting-access.ts';
import type { Studio } from '../../studio/studio.ts';
import type { Health } from '../health.ts';
import { authenticated, open, parse } from '../request-context.ts';

export interface ServiceRouteDeps {
  studio: Studio;
  health: Health;
  ice: IceSettings;
  oidcIssuer: string | null;
  clock: Clock;
}

/** Signing in, statistics, ICE servers and health. */
export function serviceRoutes({ studio, health, ice, oidcIssuer, clock }: ServiceRouteDeps): Router {
  const { authenticator, signInCodes, signer, stats } = studio;
  const router = Router();
  router.post(
    ROUTES.signIn,
    open(async (request) => signInCodes.redeem(parse(signInBodySchema, request.body).code, signer)),
  );
  router.get(
    ROUTES.authConfig,
    open(async () => ({ oidcIssuer })),
  );
  router.get(
    ROUTES.stats,
    authenticated(authenticator, async (_request, by) => {
      requireOrganizer(by);
      return stats.read();
    }),
  );
  router.get(
    ROUTES.iceServers,
    authenticated(authenticator, async (_request, by) => iceServers(ice, by, clock)),
  );
  router.get(
    ROUTES.health,
    open(async (_request, response) => {
      const answer = await health.check();
      if (answer.status !== 'ok') response.status(503);
      return answer;
    }),
  );
  return router;
}
