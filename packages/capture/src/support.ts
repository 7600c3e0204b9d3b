import type { CapturePath } from '@audio-studio/contract';

/** What this browser can do, found without asking anyone for permission. */
export interface SupportReport {
  secureContext: boolean;
  /** Microphones can be opened at all. */
  microphones: boolean;
  /** Capture paths the browser has, best first; the first is the one used. */
  capturePaths: CapturePath[];
  /** OPFS files with synchronous access in a worker: the durable way to store a take. */
  opfsSyncAccess: boolean;
  indexedDb: boolean;
  webLocks: boolean;
  webRtc: boolean;
  /** A recording can be made and kept on this device. */
  canRecord: boolean;
}

/** Checks by doing where a property alone proves nothing (OPFS and IndexedDB may be switched off). */
export async function checkSupport(): Promise<SupportReport> {
  const secureContext = globalThis.isSecureContext;
  const capturePaths = availableCapturePaths();
  const microphones = secureContext && 'mediaDevices' in navigator;
  const [opfsSyncAccess, indexedDb] = await Promise.all([hasOpfsSyncAccess(), hasIndexedDb()]);
  return {
    secureContext,
    microphones,
    capturePaths,
    opfsSyncAccess,
    indexedDb,
    webLocks: 'locks' in navigator,
    webRtc: 'RTCPeerConnection' in globalThis,
    // IndexedDB holds the list of takes even where the audio itself goes to OPFS.
    canRecord: microphones && capturePaths.length > 0 && indexedDb && 'locks' in navigator,
  };
}

export function availableCapturePaths(): CapturePath[] {
  const paths: CapturePath[] = [];
  if ('MediaStreamTrackProcessor' in globalThis) paths.push('track-processor');
  if ('AudioWorkletNode' in globalThis) paths.push('audio-worklet');
  if (typeof AudioContext === 'function' && 'createScriptProcessor' in AudioContext.prototype)
    paths.push('script-processor');
  return paths;
}

/**
 * The sync handle's method is hidden from pages (only workers see it), so the page checks that OPFS
 * opens and that the interface of sync handles is known; the recording worker falls back if it lied.
 */
async function hasOpfsSyncAccess(): Promise<boolean> {
  try {
    await navigator.storage.getDirectory();
    return 'FileSystemFileHandle' in globalThis;
  } catch {
    return false;
  }
}

function hasIndexedDb(): Promise<boolean> {
  const probeName = 'audio-studio-probe';
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(probeName);
      request.addEventListener('error', () => resolve(false));
      request.addEventListener('success', () => {
        request.result.close();
        indexedDB.deleteDatabase(probeName);
        resolve(true);
      });
    } catch {
      resolve(false);
    }
  });
}
