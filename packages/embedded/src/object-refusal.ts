import { AppError } from '@audio-studio/contract';
import { DigestMismatch } from './object-file.ts';

/** The error codes of S3's REST API that this handler answers with, and their HTTP status. */
const REFUSALS = {
  AccessDenied: { status: 403, text: 'Access denied' },
  SignatureDoesNotMatch: { status: 403, text: 'The request is not the one that was signed' },
  NoSuchKey: { status: 404, text: 'There is no such object' },
  NoSuchUpload: { status: 404, text: 'There is no such upload' },
  MethodNotAllowed: { status: 405, text: 'Only GET, HEAD and PUT are allowed here' },
  MissingContentLength: { status: 411, text: 'Content-Length is required' },
  EntityTooLarge: { status: 400, text: 'The body is larger than allowed' },
  IncompleteBody: { status: 400, text: 'The body is not as announced' },
  InvalidDigest: { status: 400, text: 'Content-MD5 is not an MD5' },
  BadDigest: { status: 400, text: 'The body does not have the announced checksum' },
  InvalidRange: { status: 416, text: 'The range is outside the object' },
  InternalError: { status: 500, text: 'Internal server error' },
  ServiceUnavailable: { status: 503, text: 'The server cannot do that right now' },
} as const;

type RefusalCode = keyof typeof REFUSALS;

/** Ends a request with one of S3's errors. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly status: number;

  constructor(code: RefusalCode, text: string = REFUSALS[code].text, cause?: unknown) {
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = REFUSALS[code].status;
  }

  static from(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    if (!(thrown instanceof AppError)) return new Refusal('InternalError', undefined, thrown);
    if (thrown.code === 'NOT_FOUND') return new Refusal('NoSuchUpload', undefined, thrown);
    if (thrown.code === 'PAYLOAD_TOO_LARGE') return new Refusal('EntityTooLarge', undefined, thrown);
    if (thrown.cause instanceof DigestMismatch) return new Refusal('BadDigest', thrown.message, thrown);
    if (thrown.code === 'VALIDATION_ERROR') return new Refusal('IncompleteBody', thrown.message, thrown);
    return new Refusal(thrown.code === 'UNAVAILABLE' ? 'ServiceUnavailable' : 'InternalError', thrown.message, thrown);
  }

  /** Body in S3's form. Texts are ours and hold nothing that was sent. */
  toXml(): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${this.message.replace(/[<&]/g, '')}</Message></Error>`;
  }
}
