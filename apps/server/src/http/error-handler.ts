import type { ErrorRequestHandler, RequestHandler } from 'express';
import { AppError, type ErrorBody } from '@audio-studio/contract';
import type { Logger } from '../log.ts';

/** Answers every failure in the one error shape. What is not an `AppError` is logged and told to nobody. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = toAppError(thrown);
    if (error.status >= 500) log.error({ err: error.cause ?? error }, 'A request failed');
    if (error.code === 'UNAVAILABLE') response.setHeader('Retry-After', '5');
    const body: ErrorBody = { error: error.message, code: error.code };
    response.status(error.status).json(body);
  };
}

export const noSuchRoute: RequestHandler = () => {
  throw AppError.notFound('Route');
};

/** What Express and its body parser throw carries a status; 4xx is the caller's doing and may be told. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  if (status === 404) return AppError.notFound('File');
  if (status === 413) return AppError.of('PAYLOAD_TOO_LARGE', undefined, thrown);
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return AppError.of('VALIDATION_ERROR', 'The request could not be read.', thrown);
  }
  return AppError.from(thrown);
}
