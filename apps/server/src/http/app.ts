import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import { ROUTES } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Studio } from '../studio/studio.ts';
import { errorHandler, noSuchRoute } from './error-handler.ts';
import type { Health } from './health.ts';
import { rateLimits } from './rate-limits.ts';
import { requestContext } from './request-context.ts';
import { meetingRoutes } from './routes/meetings.ts';
import { recordingRoutes } from './routes/recordings.ts';
import { serviceRoutes } from './routes/service.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { securityHeaders } from './security-headers.ts';
import { webApp } from './web-app.ts';

const BODY_LIMIT = '256kb';
/** 10 000 parts, 50 000 clock pairs and 10 000 gaps are about 4 MB of JSON. */
const COMPLETION_BODY_LIMIT = '5mb';

export type ObjectHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface AppDeps {
  config: Pick<Config, 'corsOrigins' | 'ice' | 'oidc' | 'publicUrl' | 'rateLimits' | 'trustProxy'>;
  studio: Studio;
  health: Health;
  clock: Clock;
  log: Logger;
  /** Serves `/objects/…` where objects are files of this server. */
  objectHandler?: ObjectHandler | undefined;
  /** Folder of the built web app. */
  webRoot: string;
}

/** The HTTP side: middleware in the order it runs, then the routes. */
export function createApp({ config, studio, health, clock, log, objectHandler, webRoot }: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  // Bodies and queries nest no deeper than the schemas know.
  app.set('query parser', 'simple');

  app.use(requestContext(log));
  // Before everything that sets headers or reads bodies: it speaks S3's language, not ours.
  if (objectHandler !== undefined) app.use('/objects', (request, response) => objectHandler(request, response));
  app.use(securityHeaders({ publicUrl: config.publicUrl }));

  const limits = rateLimits(config.rateLimits);
  const api: RequestHandler[] = [
    cors({ origin: [...config.corsOrigins], exposedHeaders: ['X-Request-Id', 'Retry-After'], maxAge: 600 }),
    (_request, response, next) => {
      response.setHeader('Cache-Control', 'no-store');
      next();
    },
    limits.general,
  ];
  app.use(['/api', ROUTES.health], ...api);
  app.use([ROUTES.uploadComplete, ROUTES.multipartComplete], express.json({ limit: COMPLETION_BODY_LIMIT }));
  app.use('/api', express.json({ limit: BODY_LIMIT }));

  app.use(meetingRoutes(studio));
  app.use(uploadRoutes(studio, limits));
  app.use(recordingRoutes(studio));
  app.use(serviceRoutes({ studio, health, ice: config.ice, oidcIssuer: config.oidc?.issuer ?? null, clock }));
  app.use('/api', noSuchRoute);
  app.use(webApp(webRoot));
  app.use(noSuchRoute);
  app.use(errorHandler(log));
  return app;
}
