/** Why a microphone could not be opened, in terms a page can turn into advice. */
export type MicrophoneErrorReason =
  /** The person (or an earlier decision of theirs) said no. */
  | 'denied'
  /** The site, a frame or an administrator does not allow microphones here. */
  | 'blocked-by-policy'
  | 'not-found'
  /** Another program holds it, or the system cannot start it. */
  | 'in-use'
  /** The page was not loaded over https or from localhost. */
  | 'insecure'
  /** This browser has no way to capture sound. */
  | 'unsupported'
  | 'unknown';

export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError';
  readonly reason: MicrophoneErrorReason;

  constructor(reason: MicrophoneErrorReason, cause?: unknown) {
    super(`microphone: ${reason}`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }

  /** What `getUserMedia` threw, as one of our reasons. */
  static from(thrown: unknown): MicrophoneError {
    if (thrown instanceof MicrophoneError) return thrown;
    const { name, message } = describe(thrown);
    return new MicrophoneError(reasonOf(name, message), thrown);
  }
}

function describe(thrown: unknown): { name: string; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { name: '', message: '' };
  const { name, message } = thrown as { name?: unknown; message?: unknown };
  return { name: typeof name === 'string' ? name : '', message: typeof message === 'string' ? message : '' };
}

function reasonOf(name: string, message: string): MicrophoneErrorReason {
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      // Chromium words a system-level or policy refusal differently from the person's own no.
      return /policy|system|disallowed/i.test(message) ? 'blocked-by-policy' : 'denied';
    case 'SecurityError':
      return 'blocked-by-policy';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'not-found';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'NotSupportedError':
    case 'TypeError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}
