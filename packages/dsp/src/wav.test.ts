import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeWavHeader,
  parseWavHeader,
  patchWavSizes,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
  WavFormatError,
} from './wav.ts';

const ascii = (text: string) => Array.from(text, (c) => c.charCodeAt(0));
const u16 = (n: number) => [n & 255, n >>> 8];
const u32 = (n: number) => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24];
const chunk = (tag: string, body: number[]) => [
  ...ascii(tag),
  ...u32(body.length),
  ...body,
  ...(body.length % 2 ? [0] : []),
];
const riff = (...chunks: number[][]) =>
  Uint8Array.from([...ascii('RIFF'), ...u32(0), ...ascii('WAVE'), ...chunks.flat()]);
const pcmFormat = [...u16(1), ...u16(2), ...u32(44100), ...u32(176400), ...u16(4), ...u16(16)];

function reasonOf(bytes: Uint8Array): string {
  try {
    parseWavHeader(bytes);
  } catch (error) {
    if (error instanceof WavFormatError) return error.reason;
    throw error;
  }
  throw new Error('was read');
}

function outcomeOf(bytes: Uint8Array): string {
  try {
    parseWavHeader(bytes);
    return 'read';
  } catch (error) {
    return error instanceof WavFormatError ? 'refused' : String(error);
  }
}

describe('encodeWavHeader', () => {
  it('is byte for byte the mono 16-bit header of one second at 48 kHz', () => {
    expect([...encodeWavHeader({ dataBytes: 96_000 })]).toEqual([
      ...ascii('RIFF'),
      0x24,
      0x77,
      0x01,
      0x00,
      ...ascii('WAVE'),
      ...ascii('fmt '),
      16,
      0,
      0,
      0,
      1,
      0,
      1,
      0,
      0x80,
      0xbb,
      0,
      0,
      0x00,
      0x77,
      0x01,
      0x00,
      2,
      0,
      16,
      0,
      ...ascii('data'),
      0x00,
      0x77,
      0x01,
      0x00,
    ]);
  });

  it('refuses sizes that do not fit or are no whole samples', () => {
    expect(encodeWavHeader({ dataBytes: WAV_MAX_DATA_BYTES - 1 })).toHaveLength(WAV_HEADER_BYTES);
    for (const dataBytes of [-2, 3, 1.5, Number.NaN, WAV_MAX_DATA_BYTES + 1])
      expect(() => encodeWavHeader({ dataBytes })).toThrow(RangeError);
    expect(() => encodeWavHeader({ dataBytes: 0, sampleRateHz: 0 })).toThrow(RangeError);
  });

  it('is read back by parseWavHeader', () => {
    const evenBytes = fc.integer({ min: 0, max: WAV_MAX_DATA_BYTES >>> 1 }).map((n) => 2 * n);
    fc.assert(
      fc.property(evenBytes, fc.integer({ min: 1, max: 768_000 }), (dataBytes, sampleRateHz) => {
        expect(parseWavHeader(encodeWavHeader({ dataBytes, sampleRateHz }))).toEqual({
          formatCode: 1,
          channels: 1,
          sampleRateHz,
          bitsPerSample: 16,
          dataOffsetBytes: 44,
          dataBytes,
        });
      }),
    );
  });
});

describe('parseWavHeader', () => {
  it('skips other chunks, odd-sized ones with their pad byte', () => {
    const bytes = riff(
      chunk('bext', [1, 2, 3]),
      chunk('fmt ', pcmFormat),
      chunk('LIST', ascii('INFOISFT')),
      chunk('data', [1, 2, 3, 4]),
    );
    expect(parseWavHeader(bytes)).toEqual({
      formatCode: 1,
      channels: 2,
      sampleRateHz: 44100,
      bitsPerSample: 16,
      dataOffsetBytes: bytes.length - 4,
      dataBytes: 4,
    });
  });

  it('works on a view into a larger buffer and without the samples', () => {
    const header = encodeWavHeader({ dataBytes: 1000 });
    const larger = new Uint8Array(100);
    larger.set(header, 7);
    expect(parseWavHeader(larger.subarray(7, 51)).dataBytes).toBe(1000);
  });

  it('resolves an extensible header to its sub-format', () => {
    const extensible = [
      ...u16(0xfffe),
      ...pcmFormat.slice(2),
      ...u16(22),
      ...u16(16),
      ...u32(3),
      ...u16(3),
      ...Array.from({ length: 14 }, () => 0),
    ];
    expect(parseWavHeader(riff(chunk('fmt ', extensible), chunk('data', []))).formatCode).toBe(3);
  });

  it('says in plain words what is wrong', () => {
    expect(reasonOf(new Uint8Array(3))).toMatch(/too short/);
    expect(reasonOf(Uint8Array.from(ascii('ID3 this is an mp3')))).toMatch(/not a WAV/);
    expect(reasonOf(Uint8Array.from([...ascii('RF64'), ...u32(0), ...ascii('WAVE')]))).toMatch(/64-bit/);
    expect(reasonOf(riff())).toMatch(/format is missing/);
    expect(reasonOf(riff(chunk('fmt ', pcmFormat)))).toMatch(/audio itself/);
    expect(reasonOf(riff(chunk('data', [0, 0])))).toMatch(/before/);
    expect(reasonOf(riff(chunk('fmt ', pcmFormat.slice(0, 10))))).toMatch(/cut off/);
    expect(reasonOf(riff(chunk('fmt ', [1, 0, ...pcmFormat.slice(2).fill(0)])))).toMatch(/sense/);
  });

  it('either reads any bytes or throws WavFormatError', () => {
    const junk = fc.uint8Array({ maxLength: 80 }).map((tail) => riff([...tail]));
    fc.assert(
      fc.property(fc.oneof(junk, fc.uint8Array({ maxLength: 80 })), (bytes) => {
        expect(['read', 'refused']).toContain(outcomeOf(bytes));
      }),
    );
  });
});

describe('patchWavSizes', () => {
  it('gives the header that would have been written for the final size, and keeps the old', () => {
    const open = encodeWavHeader({ dataBytes: 0 });
    const before = open.slice();
    expect(patchWavSizes(open, 44 + 123_456)).toEqual(encodeWavHeader({ dataBytes: 123_456 }));
    expect(open).toEqual(before);
  });

  it('writes total − 8 at byte 4 and total − 44 at byte 40', () => {
    const patched = patchWavSizes(encodeWavHeader({ dataBytes: 0 }), 0x01020304);
    expect([...patched.subarray(4, 8)]).toEqual([0xfc, 0x02, 0x02, 0x01]);
    expect([...patched.subarray(40, 44)]).toEqual([0xd8, 0x02, 0x02, 0x01]);
  });

  it('refuses a short header and impossible totals', () => {
    expect(() => patchWavSizes(new Uint8Array(43), 100)).toThrow(RangeError);
    expect(() => patchWavSizes(new Uint8Array(44), 43)).toThrow(RangeError);
    expect(() => patchWavSizes(new Uint8Array(44), 2 ** 32 + 8)).toThrow(RangeError);
  });
});
