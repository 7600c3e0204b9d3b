/**
 * Every failure the product tells anyone about, with its HTTP status, whether the same request may
 * succeed later, and what a person reads when nothing more specific is known.
 */
export const ERROR_CODES = {
  VALIDATION_ERROR: { status: 400, retryable: false, text: 'Something in that request was not as expected.' },
  UNAUTHORIZED: { status: 401, retryable: false, text: 'Please sign in, or open your invitation link again.' },
  FORBIDDEN: { status: 403, retryable: false, text: 'This link does not give access to that.' },
  NOT_FOUND: { status: 404, retryable: false, text: 'We could not find that.' },
  CONFLICT: { status: 409, retryable: false, text: 'Someone else was faster, or this was already done.' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, text: 'That is larger than allowed.' },
  RATE_LIMIT_EXCEEDED: { status: 429, retryable: true, text: 'Too many requests. We will try again in a moment.' },
  INTERNAL_ERROR: { status: 500, retryable: true, text: 'Internal server error' },
  UNAVAILABLE: { status: 503, retryable: true, text: 'The server cannot do that right now. We will try again.' },
} as const satisfies Record<string, { status: number; retryable: boolean; text: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
