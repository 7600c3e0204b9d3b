import { ERROR_CODES, isErrorCode, type ErrorCode } from './error-code.ts';
import { errorBodySchema } from './error-body.ts';

/**
 * The one error that crosses a boundary. `message` is safe to show to whoever asked; what is not goes
 * into `cause`, which is logged and never sent.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  /** The same request may succeed later without being changed. */
  readonly retryable: boolean;

  private constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = ERROR_CODES[code].status;
    this.retryable = ERROR_CODES[code].retryable;
  }

  static of(code: ErrorCode, message: string = ERROR_CODES[code].text, cause?: unknown): AppError {
    return new AppError(code, message, cause);
  }

  static validation(message: string): AppError {
    return new AppError('VALIDATION_ERROR', message);
  }

  static unauthorized(message?: string): AppError {
    return AppError.of('UNAUTHORIZED', message);
  }

  static forbidden(message?: string): AppError {
    return AppError.of('FORBIDDEN', message);
  }

  static notFound(what: string): AppError {
    return new AppError('NOT_FOUND', `${what} not found`);
  }

  static conflict(message: string): AppError {
    return new AppError('CONFLICT', message);
  }

  static unavailable(message: string, cause?: unknown): AppError {
    return new AppError('UNAVAILABLE', message, cause);
  }

  /**
   * What an HTTP answer that is not 2xx means. A body that is not ours (a proxy's page, say) keeps
   * only the retry decision its status allows.
   */
  static fromResponse(status: number, body: unknown): AppError {
    const parsed = errorBodySchema.safeParse(body);
    if (parsed.success && isErrorCode(parsed.data.code)) return new AppError(parsed.data.code, parsed.data.error);
    if (status === 429) return AppError.of('RATE_LIMIT_EXCEEDED');
    if (status >= 500) return AppError.of('UNAVAILABLE');
    const known = (Object.keys(ERROR_CODES) as ErrorCode[]).find((code) => ERROR_CODES[code].status === status);
    return AppError.of(known ?? 'VALIDATION_ERROR');
  }

  /** Anything thrown, as an AppError; what was not one becomes INTERNAL_ERROR and keeps its cause. */
  static from(thrown: unknown): AppError {
    return thrown instanceof AppError ? thrown : AppError.of('INTERNAL_ERROR', undefined, thrown);
  }
}
