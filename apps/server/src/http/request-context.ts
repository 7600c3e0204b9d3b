import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppError } from '@audio-studio/contract';
import type { z } from 'zod';
import type { Authenticator } from '../auth/authenticator.ts';
import { logId } from '../auth/log-id.ts';
import type { Principal } from '../auth/principal.ts';
import { correlationIdFrom, withCorrelationId, type Logger } from '../log.ts';

/** Gives the request its correlation id, answers it as `X-Request-Id`, and logs how the request ended. */
export function requestContext(log: Logger): RequestHandler {
  return (request, response, next) => {
    const requestId = correlationIdFrom(request.headers['x-request-id']);
    response.setHeader('X-Request-Id', requestId);
    const startedMs = performance.now();
    withCorrelationId(requestId, () => {
      response.on('close', () => {
        // The pattern, not the path: paths and queries hold ids, keys and names.
        const route = (request.route as { path?: string } | undefined)?.path ?? 'other';
        const durationMs = Math.round(performance.now() - startedMs);
        const level = response.statusCode >= 500 ? 'error' : 'info';
        withCorrelationId(requestId, () =>
          log[level](
            { method: request.method, route, status: response.statusCode, durationMs, by: actor(response) },
            'Request',
          ),
        );
      });
      next();
    });
  };
}

/** The bearer token of a request, not yet verified. */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

export type AuthenticatedHandler = (request: Request, principal: Principal) => Promise<unknown>;

/** A route for token bearers: verifies the token, runs `handle`, answers what it returns as JSON. */
export function authenticated(
  authenticator: Authenticator,
  handle: AuthenticatedHandler,
  status = 200,
): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    const principal = await authenticator.authenticate(bearerOf(request));
    response.locals['principal'] = principal;
    response.status(status).json(await handle(request, principal));
  };
}

/** A route for everyone: answers what `handle` returns as JSON. */
export function open(handle: (request: Request, response: Response) => Promise<unknown>): RequestHandler {
  return async (request, response) => {
    response.json(await handle(request, response));
  };
}

/** `value` as the schema says; VALIDATION_ERROR names the field and what is wrong with it. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw AppError.validation(field === '' ? (issue?.message ?? 'Invalid request') : `${field}: ${issue?.message}`);
}

function actor(response: Response): string | undefined {
  const principal = response.locals['principal'] as Principal | undefined;
  if (principal === undefined) return undefined;
  if (principal.kind === 'organizer') return `organizer ${logId(principal.organizerId)}`;
  return principal.kind === 'participant' ? `participant ${logId(principal.userId)}` : 'invite';
}
