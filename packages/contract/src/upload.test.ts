import { describe, expect, it } from 'vitest';
import { LIMITS } from './limits.ts';
import {
  completedPartSchema,
  contentTypeSchema,
  initiateBodySchema,
  multipartCompleteBodySchema,
  partUrlBodySchema,
  uploadUrlBodySchema,
} from './upload.ts';

const ROOM = '6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11';
const owner = { roomId: ROOM, participantName: 'Ann' };
const part = { PartNumber: 1, ETag: '"5d41402abc4b2a76b9719d911017c592"' };

describe('contentTypeSchema', () => {
  it.each([
    ['audio/wav', 'audio/wav'],
    ['audio/webm;codecs=opus', 'audio/webm'],
    ['AUDIO/OGG ; codecs=opus', 'audio/ogg'],
  ])('reads %s', (given, type) => {
    expect(contentTypeSchema.parse(given)).toBe(type);
  });

  it.each(['text/html', 'audio/wav, text/html', '', 'audio/', 'audio/x-wav\r\nX: y', 42])('refuses %j', (type) => {
    expect(contentTypeSchema.safeParse(type).success).toBe(false);
  });
});

describe('upload bodies', () => {
  it('are read as published', () => {
    expect(uploadUrlBodySchema.parse({ ...owner, contentType: 'audio/wav' })).toEqual({
      ...owner,
      contentType: 'audio/wav',
    });
    const initiate = { ...owner, contentType: 'audio/wav', fileSize: LIMITS.MAX_FILE_SIZE };
    expect(initiateBodySchema.parse(initiate)).toEqual(initiate);
    const complete = { ...owner, key: 'a/b.wav', uploadId: 'u', parts: [part] };
    expect(multipartCompleteBodySchema.parse(complete)).toEqual(complete);
  });

  it.each([0, -1, 1.5, LIMITS.MAX_FILE_SIZE + 1, Number.NaN, Infinity, '10'])('take no size of %s', (fileSize) => {
    expect(initiateBodySchema.safeParse({ ...owner, contentType: 'audio/wav', fileSize }).success).toBe(false);
  });

  it.each([0, -1, 1.5, 10_001, '1'])('take no part number %s', (partNumber) => {
    expect(partUrlBodySchema.safeParse({ key: 'a', uploadId: 'u', partNumber }).success).toBe(false);
    expect(completedPartSchema.safeParse({ ...part, PartNumber: partNumber }).success).toBe(false);
  });

  it('take neither no parts nor more than there can be', () => {
    const complete = { ...owner, key: 'a', uploadId: 'u' };
    const parts = Array.from({ length: LIMITS.MAX_PARTS + 1 }, () => part);
    expect(multipartCompleteBodySchema.safeParse({ ...complete, parts: [] }).success).toBe(false);
    expect(multipartCompleteBodySchema.safeParse({ ...complete, parts }).success).toBe(false);
  });

  it('take a SHA-256 in base64 as checksum and nothing else', () => {
    const body = { key: 'a', uploadId: 'u', partNumber: 1 };
    const value = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
    const checksum = { algorithm: 'sha256', value };
    expect(partUrlBodySchema.parse({ ...body, checksum })).toEqual({ ...body, checksum });
    for (const wrong of [
      { algorithm: 'md5', value },
      { algorithm: 'sha256', value: value.slice(1) },
      { algorithm: 'sha256', value: `${value}\r\n` },
    ])
      expect(partUrlBodySchema.safeParse({ ...body, checksum: wrong }).success).toBe(false);
  });

  it('take no key that climbs', () => {
    const body = { ...owner, key: 'recordings/../../etc/passwd', uploadId: 'u', parts: [part] };
    expect(multipartCompleteBodySchema.safeParse(body).success).toBe(false);
  });
});
