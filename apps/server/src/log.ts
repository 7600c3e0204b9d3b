import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const correlation = new AsyncLocalStorage<string>();
const SANE_ID = /^[\w.-]{1,64}$/;
/** `ENOSPC`, `VALIDATION_ERROR`: errors have a `code` as sign-ins do, and theirs is no secret. */
const ERROR_CODE = /^[A-Z]+(_[A-Z]+)*$/;

/** Everything `task` logs, now or later, carries this id. */
export function withCorrelationId<Result>(id: string, task: () => Result): Result {
  return correlation.run(id, task);
}

/** The id a caller sent along, if it is one that may stand in a log; else a new one. */
export function correlationIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_ID.test(header) ? header : randomUUID();
}

/** JSON lines on stdout. The redactions are a second line: nothing logs these on purpose. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const secrets = [
    'authorization',
    'token',
    'invite',
    'code',
    'credential',
    'url',
    'uploadUrl',
    'downloadUrl',
    'email',
  ];
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const requestId = correlation.getStore();
        return requestId === undefined ? {} : { requestId };
      },
      redact: {
        paths: secrets.flatMap((name) => [name, `*.${name}`]),
        censor: (value) => (typeof value === 'string' && ERROR_CODE.test(value) ? value : '[redacted]'),
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}
