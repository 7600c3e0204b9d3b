import { CHECKSUM_HEADER, LIMITS, ROUTES, type Checksum, type Recording } from '@audio-studio/contract';

export interface SeenRequest {
  method: string;
  /** Path of the API, or `store:<key>`. */
  target: string;
  body: unknown;
  headers: Headers;
}

type Fault = (request: SeenRequest) => Response | 'reset' | 'reset-after' | undefined;

interface FakeUpload {
  key: string;
  parts: Map<number, { etag: string; bytes: Uint8Array }>;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const notFound = () => json(404, { error: 'Upload not found', code: 'NOT_FOUND' });

/** The upload endpoints and an object store in one `fetch`, with faults on demand. */
export class FakeUploadServer {
  readonly requests: SeenRequest[] = [];
  readonly objects = new Map<string, Uint8Array>();
  readonly recordings: Partial<Recording>[] = [];
  readonly uploads = new Map<string, FakeUpload>();
  /** Asked before each request: what goes wrong. `reset-after` does the work and loses the answer. */
  fault: Fault = () => undefined;
  token = 'good';
  hidesEtag = false;
  omitsSize = false;
  /** Signs URLs with the checksum asked for, and then holds bodies to it. */
  knowsChecksums = false;
  /** Asked before each PUT: whether a bit of it flips on the way. */
  damages: (request: SeenRequest) => boolean = () => false;
  #serial = 0;

  /** Lets the first `times` requests to `target` go wrong. */
  failTimes(target: string | RegExp, times: number, outcome: ReturnType<Fault> | (() => ReturnType<Fault>)): void {
    let left = times;
    const before = this.fault;
    this.fault = (request) => {
      const isMeant = typeof target === 'string' ? request.target === target : target.test(request.target);
      if (!isMeant || left === 0) return before(request);
      left -= 1;
      return typeof outcome === 'function' ? outcome() : outcome;
    };
  }

  count(target: string | RegExp): number {
    return this.requests.filter((r) => (typeof target === 'string' ? r.target === target : target.test(r.target)))
      .length;
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://server');
    const isStore = url.host === 'store';
    const target = isStore ? `store:${decodeURIComponent(url.pathname.slice(1))}${url.search}` : url.pathname;
    const body = isStore ? await bytesOf(init.body) : parse(init.body);
    const request: SeenRequest = { method: init.method ?? 'GET', target, body, headers: new Headers(init.headers) };
    this.requests.push(request);
    // Real answers come later: requests overlap.
    await Promise.resolve();
    init.signal?.throwIfAborted();
    const outcome = this.fault(request);
    if (outcome === 'reset') throw new TypeError('Failed to fetch');
    if (outcome instanceof Response) return outcome.clone();
    const response = isStore ? await this.#store(url, request) : this.#api(url, request);
    if (outcome === 'reset-after') throw new TypeError('Failed to fetch');
    // Whoever hung up meanwhile hears no answer.
    init.signal?.throwIfAborted();
    return response;
  };

  #api(url: URL, { body, headers }: SeenRequest): Response {
    if (headers.get('Authorization') !== `Bearer ${this.token}`)
      return json(401, { error: 'no', code: 'UNAUTHORIZED' });
    const asked = body as Record<string, never>;
    switch (url.pathname) {
      case ROUTES.uploadUrl: {
        const key = `recordings/simple_${++this.#serial}.wav`;
        return json(200, { uploadUrl: `http://store/${key}${this.#search(asked)}`, key, bucket: 'b' });
      }
      case ROUTES.uploadComplete:
        return this.#completed(asked['key']!, asked);
      case ROUTES.multipartInitiate: {
        const uploadId = `u${++this.#serial}`;
        const key = `recordings/multi_${this.#serial}.wav`;
        this.uploads.set(uploadId, { key, parts: new Map() });
        return json(200, { uploadId, key, expiresAt: new Date(0).toISOString() });
      }
      case ROUTES.multipartPartOne:
        return this.#signed(asked, `temp/${String(asked['uploadId'])}`, 'tempKey');
      case ROUTES.multipartPartUrl:
        return this.#signed(asked, `part/${String(asked['uploadId'])}/${String(asked['partNumber'])}`);
      case ROUTES.multipartParts: {
        const upload = this.uploads.get(url.searchParams.get('uploadId') ?? '');
        if (upload === undefined) return notFound();
        const parts = [...upload.parts].map(([n, p]) => ({ PartNumber: n, ETag: p.etag, Size: p.bytes.length }));
        return json(200, { parts });
      }
      case ROUTES.multipartAbort:
        this.uploads.delete(asked['uploadId']!);
        return json(200, { success: true });
      case ROUTES.multipartComplete:
        return this.#join(asked['uploadId']!, asked['parts']!, asked);
      default:
        return url.pathname.startsWith('/api/recordings/')
          ? json(200, { recordings: this.recordings, takes: [] })
          : notFound();
    }
  }

  #signed(asked: Record<string, never>, path: string, keyName?: string): Response {
    if (!this.uploads.has(asked['uploadId']!)) return notFound();
    const url = `http://store/${path}${this.#search(asked)}`;
    return json(200, { url, ...(keyName !== undefined && { [keyName]: path }) });
  }

  #search(asked: Record<string, never>): string {
    const checksum = asked['checksum'] as Checksum | undefined;
    if (!this.knowsChecksums || checksum === undefined) return '';
    return `?${new URLSearchParams({ sha256: checksum.value }).toString()}`;
  }

  #join(uploadId: string, listed: { PartNumber: number; ETag: string }[], asked: Record<string, never>): Response {
    const upload = this.uploads.get(uploadId);
    if (upload === undefined) return notFound();
    const parts = listed.map(({ PartNumber, ETag }) => ({ stored: upload.parts.get(PartNumber), ETag }));
    if (parts.some(({ stored, ETag }) => stored?.etag !== ETag))
      return json(400, { error: 'part differs', code: 'VALIDATION_ERROR' });
    if (!this.objects.has(`temp/${uploadId}`)) return json(400, { error: 'no header', code: 'VALIDATION_ERROR' });
    const sizes = parts.map(({ stored }) => stored!.bytes.length);
    const whole = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let offset = 0;
    for (const { stored } of parts) {
      whole.set(stored!.bytes, offset);
      offset += stored!.bytes.length;
    }
    this.objects.set(upload.key, whole);
    this.uploads.delete(uploadId);
    return this.#completed(upload.key, asked);
  }

  #completed(key: string, asked: Record<string, never>): Response {
    const object = this.objects.get(key);
    if (object === undefined) return notFound();
    const recordingId = `r_${key.replace(/\W/g, '_')}`;
    this.recordings.push({
      meetingId: asked['roomId']!,
      recordingId,
      participantName: asked['participantName']!,
      sessionId: asked['sessionId']!,
      filePath: key,
      s3Url: null,
      uploadedAt: new Date(0).toISOString(),
      uploadId: null,
      status: 'completed',
      userId: null,
      role: null,
      sizeBytes: object.length,
      ledger: null,
    });
    return json(200, { success: true, recordingId, ...(!this.omitsSize && { sizeBytes: object.length }) });
  }

  async #store(url: URL, request: SeenRequest): Promise<Response> {
    const bytes = (request.body as Uint8Array<ArrayBuffer>).slice();
    if (this.damages(request)) bytes[bytes.length >> 1]! ^= 4;
    const expected = url.searchParams.get('sha256');
    const named = request.headers.get(CHECKSUM_HEADER);
    if (expected === null ? named !== null : named !== expected)
      return new Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 });
    if (expected !== null && (await sha256Of(bytes)) !== expected)
      return new Response('<Error><Code>BadDigest</Code></Error>', { status: 400 });
    const [kind, uploadId, partNumber] = url.pathname.slice(1).split('/');
    const etag = `"${bytes.length}-${this.requests.length}"`;
    if (kind !== 'part') this.objects.set(decodeURIComponent(url.pathname.slice(1)), bytes);
    else {
      const upload = this.uploads.get(uploadId!);
      if (upload === undefined || bytes.length > LIMITS.MAX_PART_SIZE) return new Response(null, { status: 404 });
      upload.parts.set(Number(partNumber), { etag, bytes });
    }
    return new Response(null, { status: 200, headers: this.hidesEtag ? {} : { ETag: etag } });
  }
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}

async function bytesOf(body: BodyInit | null | undefined): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body ?? null).arrayBuffer());
}

function parse(body: BodyInit | null | undefined): unknown {
  return typeof body === 'string' ? JSON.parse(body) : undefined;
}
