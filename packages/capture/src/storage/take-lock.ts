import { takeLockName } from './take-key.ts';

/**
 * Waits until no other tab or worker records, repairs or uploads the take, and keeps others out from
 * then on. The browser releases the lock when its holder dies, however it dies.
 *
 * @returns the function that releases it
 * @throws the signal's reason when aborted first
 */
export function acquireTakeLock(takeKey: string, signal?: AbortSignal): Promise<() => void> {
  return request(takeKey, signal === undefined ? {} : { signal }) as Promise<() => void>;
}

/** The same without waiting: null when someone else has it. */
export function tryTakeLock(takeKey: string): Promise<(() => void) | null> {
  return request(takeKey, { ifAvailable: true });
}

/** Keys of takes that some tab or worker is busy with. */
export async function busyTakeLocks(): Promise<Set<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(({ name }) => (name === undefined ? [] : [name])));
}

function request(takeKey: string, options: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(takeLockName(takeKey), options, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}
