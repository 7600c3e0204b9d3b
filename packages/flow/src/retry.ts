import { systemClock, type Clock } from './clock.ts';

export interface RetryPolicy {
  /** Tries in all, the first included; Infinity to go on until aborted. */
  attempts: number;
  /** Wait before the second try; doubles from there. */
  baseDelayMs: number;
  maxDelayMs: number;
}

export interface RetryOptions {
  policy: RetryPolicy;
  signal?: AbortSignal | undefined;
  clock?: Clock;
  /** Which failures may pass; by default those that carry `retryable: true`. */
  isRetryable?: (error: unknown) => boolean;
  /** Told before each wait. */
  onRetry?: (failure: { error: unknown; attempt: number; delayMs: number }) => void;
  /** Uniform in [0, 1); tests fix it. */
  random?: () => number;
}

/**
 * Runs `task` until it succeeds, its failure is final, the tries are used up or the signal fires.
 * Waits grow exponentially with full jitter in their upper half, so that clients thrown off together
 * do not come back together. Throws the last failure.
 */
export async function retry<Result>(
  task: (attempt: number) => Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const { policy, signal, clock = systemClock, isRetryable = carriesRetryable, random = Math.random } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await task(attempt);
    } catch (error) {
      if (signal?.aborted === true || attempt >= policy.attempts || !isRetryable(error)) throw error;
      const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
      const delayMs = ceilingMs * (0.5 + 0.5 * random());
      options.onRetry?.({ error, attempt, delayMs });
      await clock.sleep(delayMs, signal);
    }
  }
}

function carriesRetryable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === true;
}
