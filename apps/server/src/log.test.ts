import { AppError } from '@audio-studio/contract';
import { expect, test } from 'vitest';
import { createLogger } from './log.ts';

function logged(attributes: object): Record<string, unknown> {
  const lines: string[] = [];
  createLogger('info', { write: (line) => lines.push(line) }).info(attributes, 'Something happened');
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

test('secrets that reach a log by mistake are not in it', () => {
  const code = 'kX9_vQ2-ZrT8mB4nL7pW1sDf6gHj3aYc';
  const line = logged({ code, body: { code, token: 'a.b.c' }, email: 'a@example.com' });
  expect(JSON.stringify(line)).not.toMatch(/kX9|a\.b\.c|example/);
  expect(line).toMatchObject({ code: '[redacted]', body: { code: '[redacted]', token: '[redacted]' } });
});

test('the code of an error is told', () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  expect(logged({ err: full })).toMatchObject({ err: { code: 'ENOSPC' } });
  expect(logged({ err: AppError.conflict('taken'), code: 'CONFLICT' })).toMatchObject({
    err: { code: 'CONFLICT' },
    code: 'CONFLICT',
  });
  expect(logged({ code: 'PAYLOAD_TOO_LARGE' })).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
});
