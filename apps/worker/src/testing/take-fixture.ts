import type { ProcessSessionMessage } from '@audio-studio/contract';
import { readBytes, type ObjectStore } from '@audio-studio/ports';
import { FakeObjectStore } from '@audio-studio/ports/testing';
import type { Analysis, AnalysisPlan } from '../analysis/analysis.ts';
import { TakeAnalysis } from '../analysis/take-analysis.ts';

export const ROOM_ID = '0b2ed1f4-5a4e-4d57-9d0b-1d3e1c3f5a01';
export const TAKE_ID = '5f6c2f0e-7c55-4b8e-8a39-2f1e6a7c9b02';
export const HOST_KEY = `recordings/${ROOM_ID}/${TAKE_ID}/Ada_1.wav`;
export const GUEST_KEY = `recordings/${ROOM_ID}/${TAKE_ID}/Ben_2.wav`;

export function takeMessage(changes: Partial<ProcessSessionMessage> = {}): ProcessSessionMessage {
  return {
    action: 'process-session',
    roomId: ROOM_ID,
    sessionId: TAKE_ID,
    hostKey: HOST_KEY,
    guestKey: GUEST_KEY,
    timestamp: 1_700_000_000_000,
    hostStartedAtMs: 1_700_000_000_000,
    guestStartedAtMs: 1_700_000_000_000,
    hostRecordingId: `${TAKE_ID}#Ada`,
    guestRecordingId: `${TAKE_ID}#Ben`,
    ...changes,
  };
}

/** An object store that holds these files. */
export async function storeOf(files: Record<string, Uint8Array>): Promise<FakeObjectStore> {
  const objects = new FakeObjectStore();
  for (const [key, bytes] of Object.entries(files)) await objects.put(key, bytes, { contentType: 'audio/wav' });
  return objects;
}

/** The JSON under a key; undefined when there is no such object. */
export async function storedJson(objects: ObjectStore, key: string): Promise<unknown> {
  const stored = await objects.get(key);
  return stored === undefined ? undefined : JSON.parse(new TextDecoder().decode(await readBytes(stored)));
}

/** The analysis without its thread. */
export function inlineAnalysis(plan: AnalysisPlan): Analysis {
  const analysis = new TakeAnalysis(plan);
  return {
    push: async (role, samples) => analysis.push(role, samples),
    levels: async () => analysis.levels(),
    conversation: async (onProgress) => analysis.conversation(onProgress),
    close: async () => undefined,
  };
}
