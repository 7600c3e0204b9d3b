import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import { AppError, ROUTES } from '@audio-studio/contract';

export interface RateLimit {
  windowMs: number;
  max: number;
}

export interface RateLimitSettings {
  general: RateLimit;
  multipart: RateLimit;
  initiateUpload: RateLimit;
}

const PART_URL_ROUTES: ReadonlySet<string> = new Set([ROUTES.multipartPartOne, ROUTES.multipartPartUrl]);

/** The limiters of the API. Those of part URLs look into the body and come after its parser. */
export function rateLimits({ general, multipart, initiateUpload }: RateLimitSettings): {
  general: RequestHandler;
  partUrls: RequestHandler[];
  initiateUpload: RequestHandler;
} {
  return {
    // A long take asks for a part URL every few seconds; those requests have limits of their own.
    general: limiter(general, { skip: (request) => PART_URL_ROUTES.has(pathOf(request)) }),
    partUrls: [
      // Made-up upload ids each have a fresh count below, so what fails is counted per address.
      limiter(general, {
        skipSuccessfulRequests: true,
        requestWasSuccessful: (_request, response) => response.statusCode < 400 || response.statusCode === 429,
      }),
      limiter(multipart, { keyGenerator: (request) => `${addressOf(request)} ${uploadIdOf(request)}` }),
    ],
    initiateUpload: limiter(initiateUpload, {}),
  };
}

function limiter({ windowMs, max }: RateLimit, options: Partial<Options>): RequestHandler {
  return rateLimit({
    windowMs,
    limit: max,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    keyGenerator: addressOf,
    handler: (_request, _response, next) => next(AppError.of('RATE_LIMIT_EXCEEDED')),
    ...options,
  });
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

function uploadIdOf(request: Request): string {
  const body = request.body as { uploadId?: unknown } | undefined;
  return typeof body?.uploadId === 'string' ? body.uploadId.slice(0, 1024) : '';
}

function pathOf(request: Request): string {
  return (request.baseUrl + request.path).replace(/\/+$/, '').toLowerCase();
}
