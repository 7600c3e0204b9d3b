import type { ApiClient } from './api-client.ts';

const STUN_FALLBACK: RTCIceServer[] = [{ urls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'] }];

/**
 * Who helps two browsers find each other: what the server says, or, where it cannot be asked, what the
 * build was given. Never fails: on one network two browsers connect without help.
 */
export async function loadIceServers(api: Pick<ApiClient, 'iceServers'>, token: string): Promise<RTCIceServer[]> {
  try {
    return (await api.iceServers(token)).iceServers;
  } catch {
    return [...STUN_FALLBACK, ...turnOfBuild()];
  }
}

function turnOfBuild(): RTCIceServer[] {
  const env = import.meta.env as Record<string, string | undefined>;
  const urls = env['VITE_TURN_URL'];
  if (!urls) return [];
  return [{ urls, username: env['VITE_TURN_USERNAME'] ?? '', credential: env['VITE_TURN_CREDENTIAL'] ?? '' }];
}
