import { AppError } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Delivery } from '@audio-studio/ports';

export interface Lease {
  /** Fires when the message has been given to someone else: what is made of it would be made twice. */
  signal: AbortSignal;
  end(): Promise<void>;
}

/**
 * Keeps a message ours while it is worked on. A queue that cannot be reached is asked again next time;
 * only CONFLICT, "it is not yours any more", ends the work.
 */
export function holdLease(
  delivery: Pick<Delivery, 'extend'>,
  options: { intervalMs: number; clock: Clock; onFailure: (error: unknown) => void },
): Lease {
  const lost = new AbortController();
  const ending = new AbortController();
  const beat = async () => {
    while (!lost.signal.aborted) {
      await options.clock.sleep(options.intervalMs, ending.signal);
      try {
        await delivery.extend();
      } catch (error) {
        options.onFailure(error);
        if (error instanceof AppError && error.code === 'CONFLICT') lost.abort(error);
      }
    }
  };
  // Rejects only when the sleep is cut short by `end`.
  const beating = beat().catch(() => undefined);
  return {
    signal: lost.signal,
    end: async () => {
      ending.abort();
      await beating;
    },
  };
}
