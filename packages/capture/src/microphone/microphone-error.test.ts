import { describe, expect, it } from 'vitest';
import { MicrophoneError } from './microphone-error.ts';

const thrown = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('MicrophoneError.from', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'denied'],
    ['NotAllowedError', 'Permission denied by system', 'blocked-by-policy'],
    ['NotAllowedError', 'Permissions policy violation: microphone is not allowed', 'blocked-by-policy'],
    ['SecurityError', '', 'blocked-by-policy'],
    ['NotFoundError', 'Requested device not found', 'not-found'],
    ['OverconstrainedError', '', 'not-found'],
    ['NotReadableError', 'Could not start audio source', 'in-use'],
    ['AbortError', 'Starting the device failed', 'in-use'],
    ['NotSupportedError', '', 'unsupported'],
    ['TypeError', '', 'unsupported'],
    ['SomethingNewError', '', 'unknown'],
  ] as const)('%s "%s" is %s', (name, message, reason) => {
    const cause = thrown(name, message);
    const error = MicrophoneError.from(cause);
    expect(error.reason).toBe(reason);
    expect(error.cause).toBe(cause);
  });

  it('keeps an error that is already ours', () => {
    const error = new MicrophoneError('insecure');
    expect(MicrophoneError.from(error)).toBe(error);
  });

  it.each([undefined, null, 'text', 7, {}])('takes %j for unknown', (value) => {
    expect(MicrophoneError.from(value).reason).toBe('unknown');
  });
});
