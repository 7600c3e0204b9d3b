import { Emitter } from '@audio-studio/flow';

/**
 * How hard the live call has it: `some`, loss or rising round-trip times begin to be noticed; `high`, people
 * can hear it.
 */
export type LinkPressure = 'none' | 'some' | 'high';

/** The call comes first: here whoever sends hears how the call is, and waits for it. */
export class LinkPressureGate {
  #level: LinkPressure = 'none';
  readonly #events = new Emitter<{ changed: LinkPressure }>();

  get level(): LinkPressure {
    return this.#level;
  }

  set(level: LinkPressure): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#events.emit('changed', level);
  }

  /** Tells when the call gets into trouble from now on. Returns the end of it. */
  onHigh(listener: () => void): () => void {
    return this.#events.on('changed', (level) => {
      if (level === 'high') listener();
    });
  }

  /** Resolves when the level is one of `levels`, at once if it is; rejects with the signal's reason. */
  whenAnyOf(levels: readonly LinkPressure[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      if (levels.includes(this.#level)) {
        resolve();
        return;
      }
      const onAbort = () => {
        end();
        reject(signal.reason as Error);
      };
      const end = this.#events.on('changed', (level) => {
        if (!levels.includes(level)) return;
        end();
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
