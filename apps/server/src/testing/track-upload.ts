import type {
  InitiateAnswer,
  PartOneAnswer,
  Role,
  UploadCompleteAnswer,
  UploadUrlAnswer,
} from '@audio-studio/contract';
import type { RestClient } from './rest-client.ts';
import type { TestRig } from './test-rig.ts';

export interface Track {
  roomId: string;
  participantName: string;
  sessionId?: string;
}

export async function putTo(url: string, bytes: Uint8Array<ArrayBuffer>, contentType?: string): Promise<string> {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  const response = await fetch(url, { method: 'PUT', body: bytes, headers });
  if (!response.ok) throw new Error(`PUT: ${response.status} ${await response.text()}`);
  return response.headers.get('etag') ?? '';
}

/** One PUT and its completion, as a client does it. */
export async function uploadSimple(
  client: RestClient,
  track: Track,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<UploadCompleteAnswer & { key: string }> {
  const { uploadUrl, key } = await client.must<UploadUrlAnswer>('/api/upload/url', {
    ...track,
    contentType: 'audio/wav',
    fileSize: bytes.byteLength,
  });
  await putTo(uploadUrl, bytes, 'audio/wav');
  return { ...(await client.must<UploadCompleteAnswer>('/api/upload/complete', { ...track, key })), key };
}

export interface PartsUploaded extends InitiateAnswer {
  parts: { PartNumber: number; ETag: string }[];
}

/** Everything of a multipart upload but its completion. */
export async function uploadParts(
  client: RestClient,
  track: Track,
  chunks: readonly Uint8Array<ArrayBuffer>[],
): Promise<PartsUploaded> {
  const fileSize = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const started = await client.must<InitiateAnswer>('/api/multipart-upload/initiate', {
    ...track,
    contentType: 'audio/wav',
    fileSize,
  });
  const { uploadId, key } = started;
  const { url: tempUrl } = await client.must<PartOneAnswer>('/api/multipart-upload/part-1', { uploadId });
  await putTo(tempUrl, chunks[0]!, 'audio/wav');
  const parts = [];
  for (const [index, chunk] of chunks.entries()) {
    const partNumber = index + 1;
    const { url } = await client.must<{ url: string }>('/api/multipart-upload/part-url', { key, uploadId, partNumber });
    parts.push({ PartNumber: partNumber, ETag: await putTo(url, chunk) });
  }
  return { ...started, parts };
}

/** A room with a take that has been stopped, ready for its tracks. */
export async function recordedRoom(rig: TestRig) {
  const room = await rig.room();
  const { meetingId, hostSocket, guestSocket } = room;
  hostSocket.send('start-recording', { roomId: meetingId });
  const { sessionId } = await guestSocket.next('start-recording');
  hostSocket.send('stop-recording', { roomId: meetingId });
  await guestSocket.next('stop-recording');
  const client = (role: Role) => rig.client(room[role].token);
  return { ...room, sessionId, hostClient: client('host'), guestClient: client('guest') };
}
