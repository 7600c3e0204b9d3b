import { createHmac } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthAnswerSchema, iceServersAnswerSchema } from '@audio-studio/contract';
import { TestRig } from '../testing/test-rig.ts';
import { recordedRoom } from '../testing/track-upload.ts';
import { until } from '../testing/until.ts';

let rig: TestRig;
let webRoot: string;
const logLines: string[] = [];

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'audio-studio-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(
    join(webRoot, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
  );
  await writeFile(join(webRoot, 'assets/app-1a2b.js'), 'export {}');
  await writeFile(join(webRoot, 'favicon.svg'), '<svg/>');
  rig = await TestRig.start({
    webRoot,
    logTo: { write: (line) => logLines.push(line) },
    env: {
      CORS_ORIGINS: 'https://studio.example',
      TURN_URLS: 'turn:turn.example:3478',
      TURN_SECRET: 'shared with coturn',
      STUN_URLS: 'stun:stun.example',
    },
  });
});
afterAll(async () => {
  await rig.close();
  await rm(webRoot, { recursive: true });
});

describe('the web app', () => {
  const page = (path: string, accept = 'text/html') => fetch(rig.url + path, { headers: { accept } });

  test.each(['/', '/room/some-id', '/sign-in', '/room/a/results'])(
    '%s answers the page, with a fresh nonce',
    async (path) => {
      const [first, second] = [await page(path), await page(path)];
      expect(first.status).toBe(200);
      expect(first.headers.get('cache-control')).toBe('no-cache');
      const html = await first.text();
      const nonce = /script nonce="([\w+/=]+)"/.exec(html)![1]!;
      expect(html).not.toContain('__CSP_NONCE__');
      expect(first.headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${nonce}'`);
      expect(await second.text()).not.toContain(nonce);
    },
  );

  test('hashed files are kept for ever, others asked for again, missing ones are not the page', async () => {
    const asset = await page('/assets/app-1a2b.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await page('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
    expect((await page('/assets/gone.js')).status).toBe(404);
    expect((await page('/room/x', 'application/json')).status).toBe(404);
    expect((await page('/../../etc/passwd')).headers.get('content-type')).toContain('text/html');
    expect((await page('/assets/..%2findex.html')).status).toBeGreaterThanOrEqual(400);
  });

  test('headers keep strangers out of the page', async () => {
    const { headers } = await page('/');
    const policy = headers.get('content-security-policy')!;
    expect(policy).not.toContain('unsafe');
    for (const rule of [
      "default-src 'none'",
      `media-src 'self' ${rig.url} blob:`,
      "worker-src 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).toContain(`connect-src 'self' ${rig.url} ws://127.0.0.1:${rig.port}`);
    expect(headers.get('permissions-policy')).toContain('microphone=(self)');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('every request', () => {
  test('keeps a sane X-Request-Id and replaces any other', async () => {
    const idFor = async (id: string) =>
      (await rig.client().call('GET', '/health', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idFor('trace-1.2_3')).toBe('trace-1.2_3');
    for (const id of ['a b', '<script>', 'x'.repeat(65)]) expect(await idFor(id)).toMatch(/^[\da-f-]{36}$/);
  });

  test('only listed origins may read answers', async () => {
    const from = (origin: string) => fetch(`${rig.url}/api/auth/config`, { headers: { origin } });
    expect((await from('https://studio.example')).headers.get('access-control-allow-origin')).toBe(
      'https://studio.example',
    );
    expect((await from('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('logs neither tokens, names, addresses, signed URLs nor ids of people', async () => {
    const room = await recordedRoom(rig);
    const { organizer, meetingId, hostClient, host, hostSocket, meeting } = room;
    await organizer.must(`/api/meetings/${meetingId}/assign-host`, { email: 'secret@example.com' });
    const { uploadUrl } = await hostClient.must<{ uploadUrl: string }>('/api/upload/url', {
      roomId: meetingId,
      participantName: 'Hanna',
      contentType: 'audio/wav',
    });
    await rig.client('bad.token.here').get('/api/meetings');
    await until(() => logLines.some((line) => line.includes('"status":401')));
    const all = logLines.join('');
    const signature = new URL(uploadUrl).search;
    const secrets = [organizer.token!, host.token, meeting.invites.host.token, 'secret@example.com', signature];
    for (const secret of [...secrets, host.userId, hostSocket.id, 'Hanna', 'bad.token.here']) {
      expect({ secret: secret.slice(0, 12), logged: all.includes(secret) }).toMatchObject({ logged: false });
    }
    expect(all).toContain('"route":"/api/upload/url"');
    for (const line of logLines) expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('service routes', () => {
  test('health names each dependency; one that fails makes it 503', async () => {
    const good = await rig.client().get('/health');
    expect(good.status).toBe(200);
    expect(healthAnswerSchema.parse(good.body)).toMatchObject({
      status: 'ok',
      dependencies: { tables: { status: 'ok' }, objects: { status: 'ok' }, queues: { status: 'ok' } },
    });
    const { objects } = rig.adapters;
    const probe = objects.probe.bind(objects);
    objects.probe = () => Promise.reject(new Error('/secret/path is full'));
    const bad = await rig.client().get('/health');
    objects.probe = probe;
    expect(bad).toMatchObject({
      status: 503,
      body: { status: 'unavailable', dependencies: { tables: { status: 'ok' }, objects: { status: 'unavailable' } } },
    });
    expect(JSON.stringify(bad.body)).not.toContain('/secret/path');
  });

  test('ICE servers come with TURN credentials coturn accepts, that end', async () => {
    const { host } = await rig.meeting();
    const { status, body } = await rig.client(host.token).get('/api/ice-servers');
    expect(status).toBe(200);
    const { iceServers, expiresAt } = iceServersAnswerSchema.parse(body);
    expect(iceServers[0]).toEqual({ urls: ['stun:stun.example'] });
    const { username, credential, urls } = iceServers[1]!;
    expect(urls).toEqual(['turn:turn.example:3478']);
    const [expiry, user] = username!.split(':');
    expect(Number(expiry) * 1000).toBe(Date.parse(expiresAt!));
    expect(Number(expiry)).toBeGreaterThan(Date.now() / 1000 + 3600);
    expect(user).not.toContain(host.userId.slice(0, 8));
    expect(credential).toBe(createHmac('sha1', 'shared with coturn').update(username!).digest('base64'));
    expect(await rig.client().get('/api/ice-servers')).toMatchObject({ status: 401 });
  });

  test('statistics are for organizers', async () => {
    const { host } = await rig.meeting();
    expect(await (await rig.organizer()).get('/api/stats')).toMatchObject({
      status: 200,
      body: { activeSessionCount: expect.any(Number), activeRecordingCount: 0, activePairCount: expect.any(Number) },
    });
    expect(await rig.client(host.token).get('/api/stats')).toMatchObject({ status: 403 });
  });

  test('of ten who use one sign-in link at once exactly one is let in', async () => {
    const code = await rig.studio.signInCodes.issue('dora');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rig.client().post('/api/auth/sign-in', { code })),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9);
    const { token } = good[0]!.body as { token: string };
    expect(await rig.client(token).post('/api/meetings', { title: 'Mine' })).toMatchObject({ status: 201 });
    expect(await rig.studio.authenticator.authenticate(token)).toEqual({ kind: 'organizer', organizerId: 'dora' });
    expect(await rig.client().post('/api/auth/sign-in', { code: 'x'.repeat(32) })).toMatchObject({ status: 401 });
  });
});

describe('rate limits', () => {
  let limited: TestRig;
  beforeAll(async () => {
    limited = await TestRig.start({
      env: {
        RATE_LIMIT_GENERAL_MAX: '12',
        RATE_LIMIT_MULTIPART_MAX: '3',
        RATE_LIMIT_INITIATE_MAX: '2',
        TRUST_PROXY: '1',
      },
    });
  });
  afterAll(() => limited.close());

  const from = (address: string, token?: string) => ({
    headers: { 'x-forwarded-for': address, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  });

  test('beyond the limit an address gets RATE_LIMIT_EXCEEDED and Retry-After, others do not', async () => {
    const call = (address: string) => limited.client().call('GET', '/api/auth/config', from(address));
    for (let count = 0; count < 12; count += 1) expect((await call('10.0.0.1')).status).toBe(200);
    const refused = await call('10.0.0.1');
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMIT_EXCEEDED', error: expect.any(String) } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await limited.client().call('GET', '/health', from('10.0.0.1'))).status).toBe(429);
    expect((await call('10.0.0.2')).status).toBe(200);
  });

  test('part URLs are limited per upload and second, and do not use up the general limit', async () => {
    const { host, meetingId } = await limited.meeting();
    const options = from('10.0.0.3', host.token);
    const body = { roomId: meetingId, participantName: 'Hanna', contentType: 'audio/wav', fileSize: 1 };
    const started = await limited.client().call('POST', '/api/multipart-upload/initiate', { body, ...options });
    const { uploadId, key } = started.body as { uploadId: string; key: string };
    const partUrl = () =>
      limited
        .client()
        .call('POST', '/api/multipart-upload/part-url', { body: { uploadId, key, partNumber: 1 }, ...options });
    const burst = await Promise.all(Array.from({ length: 20 }, partUrl));
    expect(burst.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(6);
    expect(burst.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(14);
    expect((await limited.client().call('GET', '/api/ice-servers', options)).status).toBe(200);
    await until(async () => (await partUrl()).status === 200);
  });

  test('made-up upload ids do not get around the limit', async () => {
    const statuses = [];
    for (let count = 0; count < 14; count += 1) {
      const body = { uploadId: `made-up-${count}`, key: 'a', partNumber: 1 };
      const options = { body, ...from('10.0.0.4', 'bad.token.here') };
      statuses.push((await limited.client().call('POST', '/api/multipart-upload/part-url', options)).status);
    }
    expect(statuses.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 401));
    expect(statuses.slice(12)).toEqual([429, 429]);
  });

  test('starting uploads has a limit of its own', async () => {
    const { host, meetingId } = await limited.meeting();
    const body = { roomId: meetingId, participantName: 'Hanna', contentType: 'audio/wav', fileSize: 1 };
    const options = { body, ...from('10.0.0.5', host.token) };
    const statuses = [];
    for (const path of ['/api/upload/url', '/api/multipart-upload/initiate', '/api/upload/url']) {
      statuses.push((await limited.client().call('POST', path, options)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});
