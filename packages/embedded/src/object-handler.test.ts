import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError, CHECKSUM_HEADER, LIMITS } from '@audio-studio/contract';
import { until } from '@audio-studio/ports/testing';
import { FileObjectStore } from './file-object-store.ts';
import { createObjectHandler, type ObjectHandlerOptions } from './object-handler.ts';
import { startObjectServer } from './testing/object-server.ts';

const WAV = { 'Content-Type': 'audio/wav' };
const ORIGIN = 'https://studio.example';

async function serve(options?: ObjectHandlerOptions) {
  const subject = await startObjectServer(options);
  onTestFinished(() => subject.close());
  const { store, root } = subject;
  return {
    ...subject,
    putUrl: (key = 'x.wav') => store.signPut({ key, contentType: 'audio/wav', expiresInSeconds: 60 }),
    stored: async (text = '0123456789') => {
      await store.put('x.wav', Buffer.from(text), { contentType: 'audio/wav' });
      return store.signGet({ key: 'x.wav', expiresInSeconds: 60 });
    },
    temporary: () => readdir(join(root, 'tmp')),
  };
}

/** A request with exactly these headers and this much body: what `fetch` would not send. */
async function raw(url: string, options: RequestOptions, body?: string): Promise<{ status: number; text: string }> {
  const sent = request(url, options);
  sent.on('error', () => undefined);
  if (body === undefined) sent.flushHeaders();
  else sent.write(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  sent.destroy();
  return { status: response.statusCode!, text };
}

describe('PUT', () => {
  it('needs a length', async () => {
    const { putUrl, store } = await serve();
    const headers = { ...WAV, 'Transfer-Encoding': 'chunked' };
    const { status, text } = await raw(await putUrl(), { method: 'PUT', headers }, 'hello');
    expect(status).toBe(411);
    expect(text).toContain('<Code>MissingContentLength</Code>');
    expect(await store.head('x.wav')).toBeUndefined();
  });

  it('refuses a part or an object larger than allowed before a byte of it', async () => {
    const { putUrl, store, temporary } = await serve();
    const ref = { key: 'y.wav', uploadId: await store.createMultipart('y.wav', { contentType: 'audio/wav' }) };
    const part = await store.signPart(ref, 1, 60);
    for (const [url, limit] of [
      [part, LIMITS.MAX_PART_SIZE],
      [await putUrl(), LIMITS.MAX_FILE_SIZE],
    ] as const) {
      const { status, text } = await raw(url, { method: 'PUT', headers: { ...WAV, 'Content-Length': limit + 1 } });
      expect(status).toBe(400);
      expect(text).toContain('<Code>EntityTooLarge</Code>');
    }
    expect(await store.listParts(ref)).toEqual([]);
    expect(await temporary()).toEqual([]);
  });

  it('leaves nothing behind when the sender hangs up in the middle', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const { putUrl, store, temporary } = await serve({ onError });
    await store.put('x.wav', Buffer.from('before'), { contentType: 'audio/wav' });
    const sent = request(await putUrl(), { method: 'PUT', headers: { ...WAV, 'Content-Length': 1_000_000 } });
    sent.on('error', () => undefined);
    sent.write(Buffer.alloc(300_000));
    await until('it is being written', async () => (await temporary()).length === 1);
    sent.destroy();
    await until('it is gone', async () => (await temporary()).length === 0);
    expect((await store.head('x.wav'))?.sizeBytes).toBe(6);
    expect(onError).not.toHaveBeenCalled();
  });

  it('answers 503 in the middle of a body when the disk is full, and stores nothing', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const { putUrl, store } = await serve({ onError });
    const full = AppError.unavailable('The disk of the server is full');
    vi.spyOn(store, 'putStream').mockImplementation(async (_key, body) => {
      for await (const _ of body) throw full;
      throw new Error('There was no body');
    });
    const response = await fetch(await putUrl(), { method: 'PUT', headers: WAV, body: Buffer.alloc(2_000_000) });
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('<Code>ServiceUnavailable</Code>');
    expect(onError).toHaveBeenCalledWith(full);
  });

  it('takes a body of twenty megabytes and keeps the line for the next', async () => {
    const { putUrl, store } = await serve();
    const body = Buffer.alloc(20 * 1024 * 1024, 'abc');
    for (const key of ['x.wav', 'y.wav']) {
      expect((await fetch(await putUrl(key), { method: 'PUT', headers: WAV, body })).status).toBe(200);
      expect((await store.head(key))?.sizeBytes).toBe(body.byteLength);
    }
  });
});

describe('GET', () => {
  it('answers HEAD with the headers of GET and no body', async () => {
    const { stored } = await serve();
    const url = await stored();
    const [head, get] = [await fetch(url, { method: 'HEAD' }), await fetch(url)];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    for (const name of ['Content-Length', 'Content-Type', 'ETag', 'Accept-Ranges'])
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    expect(head.headers.get('Content-Length')).toBe('10');
    const missing = await fetch(url.replace('x.wav', 'y.wav'), { method: 'HEAD' });
    expect([missing.status, await missing.text()]).toEqual([403, '']);
  });

  it('answers a range only of the object If-Range means', async () => {
    const { stored } = await serve();
    const url = await stored();
    const etag = (await fetch(url)).headers.get('ETag')!;
    const status = async (ifRange: string) =>
      (await fetch(url, { headers: { Range: 'bytes=0-1', 'If-Range': ifRange } })).status;
    expect(await status(etag)).toBe(206);
    expect(await status('"another"')).toBe(200);
  });

  it('answers everything to a range it does not understand, and 416 with the size to one outside', async () => {
    const { stored } = await serve();
    const url = await stored();
    const several = await fetch(url, { headers: { Range: 'bytes=0-1,3-4' } });
    expect([several.status, await several.text()]).toEqual([200, '0123456789']);
    const outside = await fetch(url, { headers: { Range: 'bytes=10-' } });
    expect([outside.status, outside.headers.get('Content-Range')]).toEqual([416, 'bytes */10']);
    expect(await outside.text()).toContain('<Code>InvalidRange</Code>');
  });

  it('lets no browser take what is stored for anything but its type, nor keep it', async () => {
    const { stored } = await serve();
    const { headers } = await fetch(await stored('<script>alert(1)</script>'));
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'");
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
    expect(headers.get('Cache-Control')).toBe('private, no-store');
  });

  it('lets no file name out of its header', async () => {
    const { store } = await serve();
    await store.put('x.wav', Buffer.from('x'), { contentType: 'audio/wav' });
    const fileName = 'a"; filename=evil.exe\r\nSet-Cookie: x=1\u{d800}.wav';
    const response = await fetch(await store.signGet({ key: 'x.wav', expiresInSeconds: 60, fileName }));
    expect(response.status).toBe(200);
    expect(response.headers.get('Set-Cookie')).toBeNull();
    expect(response.headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="a_; filename=evil\.exe__Set-Cookie: x=1_\.wav"; /,
    );
  });
});

describe('a checksum', () => {
  const sha256 = createHash('sha256').update('hello').digest('base64');

  it('that the body does not have is answered as on S3, and the next try is taken', async () => {
    const { store, temporary } = await serve();
    const url = await store.signPut({ key: 'x.wav', contentType: 'audio/wav', expiresInSeconds: 60, sha256 });
    const headers = { ...WAV, [CHECKSUM_HEADER]: sha256 };
    const flipped = await fetch(url, { method: 'PUT', headers, body: 'hellp' });
    expect([flipped.status, await flipped.text()]).toEqual([400, expect.stringContaining('<Code>BadDigest</Code>')]);
    expect(await store.head('x.wav')).toBeUndefined();
    expect(await temporary()).toEqual([]);
    expect((await fetch(url, { method: 'PUT', headers, body: 'hello' })).status).toBe(200);
  });

  it('that was not signed is refused, and one that is no SHA-256 is not signed', async () => {
    const { store, putUrl } = await serve();
    const unsigned = { method: 'PUT', headers: { ...WAV, [CHECKSUM_HEADER]: sha256 }, body: 'hello' };
    expect((await fetch(await putUrl(), unsigned)).status).toBe(403);
    const ask = { key: 'x.wav', contentType: 'audio/wav', expiresInSeconds: 60, sha256: 'none' };
    await expect(store.signPut(ask)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('may be sent by pages of other origins', async () => {
    const { store } = await serve({ allowedOrigins: [ORIGIN] });
    const url = await store.signPut({ key: 'x.wav', contentType: 'audio/wav', expiresInSeconds: 60, sha256 });
    const headers = { Origin: ORIGIN, 'Access-Control-Request-Method': 'PUT' };
    const { headers: allowed } = await fetch(url, { method: 'OPTIONS', headers });
    expect(allowed.get('Access-Control-Allow-Headers')).toContain(CHECKSUM_HEADER);
  });
});

describe('what was not signed', () => {
  it.each([
    ['a parameter twice', (url: string) => `${url}&expires=9999999999`],
    ['an unknown parameter', (url: string) => `${url}&x=1`],
    ['a path that climbs', (url: string) => url.replace('x.wav', '%2e%2e%2fx.wav')],
    ['a path that is no text', (url: string) => url.replace('x.wav', '%ff')],
    ['another folder', (url: string) => url.replace('/objects/', '/object/')],
    ['no query', (url: string) => url.split('?', 1)[0]!],
    ['an expiry that is no number', (url: string) => url.replace(/expires=\d+/, 'expires=NaN')],
    ['a signature that is cut', (url: string) => url.slice(0, -4)],
  ])('is refused: %s', async (_, change) => {
    const { stored } = await serve();
    const url = await stored('secret');
    const { status, text } = await raw(change(url), { method: 'GET' });
    expect(status).toBe(403);
    expect(text).not.toContain('secret');
  });

  it('says "expired" only of what was once true', async () => {
    const { stored, clock } = await serve();
    const url = await stored();
    await clock.advance(60_000);
    expect(await (await fetch(url)).text()).toContain('Request has expired');
    expect(await (await fetch(url.replace('x.wav', 'y.wav'))).text()).toContain('SignatureDoesNotMatch');
  });

  it('is refused when it was signed with another secret', async () => {
    const [one, other] = [await serve(), await serve()];
    const url = await one.stored();
    expect((await fetch(url)).status).toBe(200);
    const forger = new FileObjectStore({
      root: other.root,
      baseUrl: one.baseUrl,
      secret: 'another secret of the tests',
      clock: one.clock,
    });
    const forged = await forger.signGet({ key: 'x.wav', expiresInSeconds: 60 });
    expect((await fetch(forged)).status).toBe(403);
  });
});

describe('other origins', () => {
  const preflight = { method: 'OPTIONS', headers: { Origin: ORIGIN, 'Access-Control-Request-Method': 'PUT' } };

  it('may use signed URLs when they are on the list', async () => {
    const { putUrl, stored } = await serve({ allowedOrigins: [ORIGIN] });
    const allowed = await fetch(await putUrl(), preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(allowed.headers.get('Access-Control-Allow-Methods')).toContain('PUT');
    expect(allowed.headers.get('Access-Control-Allow-Headers')).toContain('Content-Type');
    const { headers } = await fetch(await stored(), { headers: { Origin: ORIGIN } });
    expect(headers.get('Access-Control-Expose-Headers')).toContain('ETag');
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(headers.get('Vary')).toContain('Origin');
  });

  it('may not when they are not', async () => {
    const { putUrl, stored } = await serve({ allowedOrigins: ['https://other.example'] });
    expect((await fetch(await putUrl(), preflight)).status).toBe(403);
    const { headers } = await fetch(await stored(), { headers: { Origin: ORIGIN } });
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('createObjectHandler', () => {
  it('reads the whole path where a framework has cut it', async () => {
    const { store, server, stored } = await serve();
    const url = await stored('hello');
    server.removeAllListeners('request');
    const handle = createObjectHandler(store);
    server.on('request', (incoming, response) => {
      const originalUrl = incoming.url!;
      void handle(Object.assign(incoming, { originalUrl, url: originalUrl.replace('/objects', '') }), response);
    });
    expect(await (await fetch(url)).text()).toBe('hello');
  });

  it('says nothing of a reader who hangs up, and tells of a disk that fails while it is read', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const { store, server } = await serve({ onError });
    const handled: Promise<void>[] = [];
    server.removeAllListeners('request');
    const handle = createObjectHandler(store, { onError });
    server.on('request', (incoming, response) => handled.push(handle(incoming, response)));
    await store.put('long.wav', Buffer.alloc(32 * 1024 * 1024), { contentType: 'audio/wav' });
    const url = await store.signGet({ key: 'long.wav', expiresInSeconds: 60 });

    const reader = request(url);
    reader.end();
    const [response] = (await once(reader, 'response')) as [IncomingMessage];
    await once(response, 'readable');
    reader.destroy();
    await handled[0];
    expect(onError).not.toHaveBeenCalled();

    const found = (await store.get('long.wav'))!;
    vi.spyOn(store, 'get').mockResolvedValueOnce({ ...found, body: failingAfter(found.body, new Error('EIO: i/o')) });
    await expect(fetch(url).then((answer) => answer.arrayBuffer())).rejects.toThrow(/./);
    await handled[1];
    expect(onError.mock.calls.map(([error]) => String(error))).toEqual(['Error: EIO: i/o']);
  });

  it('tells what went wrong on our side and nothing that was in the URL', async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const { stored, store } = await serve({ onError });
    const url = await stored();
    vi.spyOn(store, 'head').mockRejectedValueOnce(new Error('broken'));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/broken|x\.wav|signature/);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(String(onError.mock.calls[0]![0])).toBe('Error: broken');
  });
});

/** One chunk of a body, then the error. */
async function* failingAfter(body: AsyncIterable<Uint8Array>, error: Error): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    yield chunk;
    throw error;
  }
}
