import { createHash, randomBytes } from 'node:crypto';
import { AppError, type SignInAnswer } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Table } from '@audio-studio/ports';
import type { SignInCodeRow } from '../studio/tables.ts';
import type { TokenSigner } from './token-signer.ts';

const CODE_LIFETIME_MS = 24 * 3600 * 1000;

/** One-time codes that turn whoever can read the server's terminal into an organizer. */
export class SignInCodes {
  readonly #codes: Table<SignInCodeRow>;
  readonly #clock: Clock;

  constructor(codes: Table<SignInCodeRow>, clock: Clock) {
    this.#codes = codes;
    this.#clock = clock;
  }

  /** A code good for one sign-in as `sub` within a day. Only its hash is stored. */
  async issue(sub: string): Promise<string> {
    const code = randomBytes(24).toString('base64url');
    const expiresAt = new Date(this.#clock.nowMs() + CODE_LIFETIME_MS).toISOString();
    await this.#codes.put({ codeHash: hashOf(code), sub, expiresAt, usedAt: null });
    return code;
  }

  /** Rejects with UNAUTHORIZED for a code that is unknown, used or too old. */
  async redeem(code: string, signer: TokenSigner): Promise<SignInAnswer> {
    const key = { codeHash: hashOf(code) };
    const row = await this.#codes.get(key);
    const now = this.#clock.nowMs();
    const isGood = row !== undefined && Date.parse(row.expiresAt) > now;
    const used = isGood
      ? await this.#codes.update(key, {
          set: { usedAt: new Date(now).toISOString() },
          when: { usedAt: { absent: true } },
        })
      : undefined;
    if (used === undefined) {
      throw AppError.unauthorized('This sign-in link was used already or is too old. Ask the server for a new one.');
    }
    return signer.organizer(used.sub);
  }
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
