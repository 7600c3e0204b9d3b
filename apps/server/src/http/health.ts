import type { DependencyState, HealthAnswer } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Logger } from '../log.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Something the server cannot work without. */
export interface Probe {
  probe(signal: AbortSignal): Promise<void>;
  /** What an operator can do when it is unavailable. Public, so without names and paths. */
  remedy: string;
}

/** The state of each dependency. A probe that hangs counts as unavailable. */
export class Health {
  readonly #probes: Record<string, Probe>;
  readonly #version: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #startedMs: number;

  constructor(deps: { probes: Record<string, Probe>; version: string; clock: Clock; log: Logger }) {
    this.#probes = deps.probes;
    this.#version = deps.version;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#startedMs = deps.clock.monotonicMs();
  }

  async check(): Promise<HealthAnswer> {
    const names = Object.keys(this.#probes);
    const states = await Promise.all(names.map((name) => this.#state(name, this.#probes[name]!)));
    return {
      status: states.every(({ status }) => status === 'ok') ? 'ok' : 'unavailable',
      version: this.#version,
      uptimeSeconds: (this.#clock.monotonicMs() - this.#startedMs) / 1000,
      dependencies: Object.fromEntries(names.map((name, index) => [name, states[index]!])),
    };
  }

  async #state(name: string, dependency: Probe): Promise<DependencyState> {
    const ended = new AbortController();
    try {
      const timeout = this.#clock.sleep(PROBE_TIMEOUT_MS, ended.signal).then(() => {
        throw new Error(`No answer within ${PROBE_TIMEOUT_MS} ms`);
      });
      await Promise.race([dependency.probe(ended.signal), timeout]);
      return { status: 'ok' };
    } catch (error) {
      this.#log.warn({ err: error, dependency: name }, 'A dependency is unavailable');
      return { status: 'unavailable', detail: dependency.remedy };
    } finally {
      ended.abort();
    }
  }
}
