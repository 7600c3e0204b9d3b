import { AppError, isErrorCode } from '@audio-studio/contract';
import { Emitter } from '@audio-studio/flow';

/** Methods have one argument (`undefined` for none) and one result. */
type Argument<Method> = Method extends (argument: infer Value) => unknown ? Value : never;
type Result<Method> = Method extends (argument: never) => infer Value ? Awaited<Value> : never;

interface RpcRequest {
  id: number;
  method: string;
  argument: unknown;
}

interface WireError {
  code: string | undefined;
  message: string;
  /** What lay under an unexpected failure, for the log. */
  detail: string | undefined;
}

type RpcMessage =
  | { type: 'result'; id: number; value: unknown }
  | { type: 'error'; id: number; error: WireError }
  | { type: 'event'; name: string; payload: unknown };

/** The page's end: asks a dedicated worker and hears its events. */
export class WorkerClient<Methods, Events extends object> {
  readonly events = new Emitter<Events & { 'worker-error': string }>();
  readonly #worker: Worker;
  readonly #pending = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  #nextId = 1;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<RpcMessage>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      const detail = event.message || 'the worker could not be started';
      // A script that never loaded answers nothing: do not wait for it for ever.
      this.#rejectAll(AppError.unavailable('The recording thread of this page failed.', new Error(detail)));
      this.events.emit('worker-error', detail as never);
    });
  }

  call<Name extends keyof Methods & string>(
    method: Name,
    argument: Argument<Methods[Name]>,
    transfer: Transferable[] = [],
  ): Promise<Result<Methods[Name]>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, argument } satisfies RpcRequest, transfer);
    });
  }

  /** Ends the worker at once; what it was asked and has not answered is rejected. */
  terminate(): void {
    this.#worker.terminate();
    this.#rejectAll(AppError.unavailable('Recording was closed.'));
    this.events.clear();
  }

  #receive(message: RpcMessage): void {
    if (message.type === 'event') {
      this.events.emit(message.name as keyof Events, message.payload as never);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'result') pending?.resolve(message.value as never);
    else pending?.reject(fromWire(message.error));
  }

  #rejectAll(error: unknown): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

/** The worker's end: answers by `methods`, in whatever order they finish. Returns how to send events. */
export function serveRpc<Events extends object>(
  scope: Pick<DedicatedWorkerGlobalScope, 'addEventListener' | 'postMessage'>,
  methods: Record<string, (argument: never) => unknown>,
): <Name extends keyof Events & string>(name: Name, payload: Events[Name]) => void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's page is its only listener
  const send = (message: RpcMessage) => scope.postMessage(message);
  const answer = async ({ id, method, argument }: RpcRequest) => {
    try {
      send({ type: 'result', id, value: await methods[method]!(argument as never) });
    } catch (error) {
      send({ type: 'error', id, error: toWire(error) });
    }
  };
  scope.addEventListener('message', ({ data }: MessageEvent<RpcRequest>) => void answer(data));
  return (name, payload) => send({ type: 'event', name, payload });
}

function toWire(error: unknown): WireError {
  const { code, message, cause } = AppError.from(error);
  return { code, message, detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined };
}

function fromWire({ code, message, detail }: WireError): AppError {
  const cause = detail === undefined ? undefined : new Error(detail);
  return AppError.of(isErrorCode(code) ? code : 'INTERNAL_ERROR', message, cause);
}
