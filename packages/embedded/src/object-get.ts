import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseRange } from './byte-range.ts';
import type { FileObjectStore } from './file-object-store.ts';
import { Refusal } from './object-refusal.ts';
import type { Grant } from './signed-url.ts';

/** GET and HEAD, whole or one range. */
export async function getObject(
  store: FileObjectStore,
  grant: Grant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const info = await store.head(grant.key);
  if (info === undefined) throw new Refusal('NoSuchKey');
  const headers: OutgoingHttpHeaders = {
    'Content-Type': info.contentType,
    ETag: info.etag,
    'Accept-Ranges': 'bytes',
    // Someone's voice has no business in a shared cache, nor on the disk of a borrowed computer.
    'Cache-Control': 'private, no-store',
  };
  if (grant.fileName !== undefined) headers['Content-Disposition'] = attachment(grant.fileName);

  const ifRange = request.headers['if-range'];
  const wanted = ifRange === undefined || ifRange === info.etag ? request.headers.range : undefined;
  const range = parseRange(wanted, info.sizeBytes);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${info.sizeBytes}`);
    throw new Refusal('InvalidRange');
  }
  const found = await store.get(grant.key, range);
  if (found === undefined || found.etag !== info.etag) throw new Refusal('NoSuchKey');
  if (range !== undefined) headers['Content-Range'] = `bytes ${range.first}-${range.last}/${info.sizeBytes}`;
  response.writeHead(range === undefined ? 200 : 206, { ...headers, 'Content-Length': found.lengthBytes });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(found.body, { objectMode: false }), response);
}

/** RFC 6266: a plain name for old readers, the true one encoded. */
function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
