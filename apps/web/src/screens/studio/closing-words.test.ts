import { expect, it } from 'vitest';
import { closingWords } from './closing-words.ts';

const CLOSE = 'You can close this window.';

it('says that the window may be closed exactly when nothing is held up by it', () => {
  for (const isTaking of [true, false])
    for (const ownAreSent of [true, false])
      for (const hasOrphans of [true, false]) {
        const mayClose = !isTaking && ownAreSent && !hasOrphans;
        expect(closingWords({ isTaking, ownAreSent, hasOrphans }) === CLOSE).toBe(mayClose);
      }
});
