import { serveRpc } from '../worker-rpc.ts';
import { recoverTakeFile } from './recover-take.ts';
import { RecordingEngine } from './recording-engine.ts';
import { RunningTake } from './running-take.ts';
import type { RecordingMethods, RecordingWorkerEvents } from './recording-protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

/** How often what was written is made durable, and refused writes are tried again. */
const BEAT_MS = 250;

const engine = new RecordingEngine({
  emit: (name, payload) => emit(name, payload),
  monotonicMs: () => performance.now(),
  epochMs: () => performance.timeOrigin + performance.now(),
  calendarMs: () => Date.now(),
  beginTake: (options) => RunningTake.begin(options),
});

const emit = serveRpc<RecordingWorkerEvents>(self, {
  configure: (options: Parameters<RecordingMethods['configure']>[0]) => engine.configure(options),
  setServerOffset: (offsetMs: number) => engine.setServerOffset(offsetMs),
  attachSource: (source: Parameters<RecordingMethods['attachSource']>[0]) => engine.attachSource(source),
  startTake: (take: Parameters<RecordingMethods['startTake']>[0]) => engine.startTake(take),
  stopTake: () => engine.stopTake(),
  openReader: (reader: Parameters<RecordingMethods['openReader']>[0]) => engine.openReader(reader),
  recordTest: (seconds: number) => engine.recordTest(seconds),
  close: () => engine.close(),
  recoverTake: (takeKey: string) => recoverTakeFile(takeKey),
} satisfies { [Name in keyof RecordingMethods]: (argument: never) => unknown });

setInterval(() => engine.beat(), BEAT_MS);
