/** Length of the canonical header: RIFF descriptor 12 + `fmt ` chunk 24 + `data` chunk head 8. */
export const WAV_HEADER_BYTES = 44;

/** Largest data chunk whose RIFF size field (data + 36) still fits in 32 bits: 12.4 h at 48 kHz. */
export const WAV_MAX_DATA_BYTES = 0xffffffff - (WAV_HEADER_BYTES - 8);

const BYTES_PER_SAMPLE = 2;
const FORMAT_EXTENSIBLE = 0xfffe;

/** What a WAV file says about itself. */
export type WavHeader = {
  /** 1 = integer PCM, 3 = IEEE float; for an "extensible" header the code of its sub-format. */
  formatCode: number;
  channels: number;
  sampleRateHz: number;
  bitsPerSample: number;
  /** Where the first sample byte is, counted from the start of the file. */
  dataOffsetBytes: number;
  /** The data size as declared; 0 or 0xFFFFFFFF in a recording that was never closed. */
  dataBytes: number;
};

/** A file that is not a WAV this code can read; `reason` is a sentence for the person who owns it. */
export class WavFormatError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`not a readable WAV file: ${reason}`);
    this.name = 'WavFormatError';
    this.reason = reason;
  }
}

/**
 * The 44-byte header of a mono 16-bit PCM recording (RIFF/WAVE, little-endian).
 *
 * @param dataBytes size of the samples that follow, 0..{@link WAV_MAX_DATA_BYTES}, even
 * @throws RangeError when a size or rate does not fit its field
 */
export function encodeWavHeader(options: { dataBytes: number; sampleRateHz?: number }): Uint8Array<ArrayBuffer> {
  const { dataBytes, sampleRateHz = 48_000 } = options;
  if (!Number.isInteger(dataBytes) || dataBytes < 0 || dataBytes > WAV_MAX_DATA_BYTES)
    throw new RangeError(`WAV data of ${dataBytes} bytes does not fit a 32-bit size field`);
  if (dataBytes % BYTES_PER_SAMPLE !== 0)
    throw new RangeError(`${dataBytes} bytes is not a whole number of 16-bit samples`);
  if (!Number.isInteger(sampleRateHz) || sampleRateHz <= 0)
    throw new RangeError(`sample rate ${sampleRateHz} Hz is not a positive integer`);

  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  writeTag(header, 0, 'RIFF');
  view.setUint32(4, dataBytes + WAV_HEADER_BYTES - 8, true);
  writeTag(header, 8, 'WAVE');
  writeTag(header, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * BYTES_PER_SAMPLE, true);
  view.setUint16(32, BYTES_PER_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_PER_SAMPLE, true);
  writeTag(header, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/**
 * Reads the header at the start of `bytes`, skipping chunks such as LIST or bext before the data.
 * The samples themselves may be absent: the first few kilobytes of a file are enough.
 *
 * @throws WavFormatError when this is no RIFF/WAVE file, or its format or data chunk is not within
 *   `bytes`
 */
export function parseWavHeader(bytes: Uint8Array): WavHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw new WavFormatError('the file is too short to be a WAV recording');
  const container = readTag(bytes, 0);
  if (container === 'RF64' || container === 'BW64')
    throw new WavFormatError('the file is a 64-bit WAV (RF64), which is not supported');
  if (container !== 'RIFF' || readTag(bytes, 8) !== 'WAVE') throw new WavFormatError('the file is not a WAV recording');

  let format: Pick<WavHeader, 'formatCode' | 'channels' | 'sampleRateHz' | 'bitsPerSample'> | null = null;
  let offset = 12;
  while (offset + 8 <= bytes.length) {
    const tag = readTag(bytes, offset);
    const sizeBytes = view.getUint32(offset + 4, true);
    const body = offset + 8;
    if (tag === 'fmt ') format = readFormat(view, body, sizeBytes);
    if (tag === 'data') {
      if (format === null) throw new WavFormatError('the audio comes before the description of its format');
      return { ...format, dataOffsetBytes: body, dataBytes: sizeBytes };
    }
    // RIFF chunks start on even offsets; the pad byte is not counted in the size.
    offset = body + sizeBytes + (sizeBytes % 2);
  }
  throw new WavFormatError(
    format === null ? 'the description of the audio format is missing' : 'the audio itself is missing',
  );
}

/**
 * A copy of `header` with both size fields set for a file of `totalBytes`: bytes 4–7 hold
 * total − 8, bytes 40–43 total − 44. Used when a recording ends, or is rescued after a crash.
 *
 * @param header at least the first 44 bytes of a file made by {@link encodeWavHeader}
 * @throws RangeError when `header` is too short or `totalBytes` does not fit
 */
export function patchWavSizes(header: Uint8Array, totalBytes: number): Uint8Array<ArrayBuffer> {
  if (header.length < WAV_HEADER_BYTES)
    throw new RangeError(`a WAV header has ${WAV_HEADER_BYTES} bytes, got ${header.length}`);
  const dataBytes = totalBytes - WAV_HEADER_BYTES;
  if (!Number.isInteger(totalBytes) || dataBytes < 0 || dataBytes > WAV_MAX_DATA_BYTES)
    throw new RangeError(`a WAV file cannot have ${totalBytes} bytes`);
  const patched = new Uint8Array(header);
  const view = new DataView(patched.buffer);
  view.setUint32(4, totalBytes - 8, true);
  view.setUint32(40, dataBytes, true);
  return patched;
}

function readFormat(view: DataView, offset: number, sizeBytes: number) {
  if (sizeBytes < 16 || offset + 16 > view.byteLength)
    throw new WavFormatError('the description of the audio format is cut off');
  const declaredCode = view.getUint16(offset, true);
  const hasSubFormat = declaredCode === FORMAT_EXTENSIBLE && sizeBytes >= 26 && offset + 26 <= view.byteLength;
  const format = {
    formatCode: hasSubFormat ? view.getUint16(offset + 24, true) : declaredCode,
    channels: view.getUint16(offset + 2, true),
    sampleRateHz: view.getUint32(offset + 4, true),
    bitsPerSample: view.getUint16(offset + 14, true),
  };
  if (format.channels === 0 || format.sampleRateHz === 0 || format.bitsPerSample === 0)
    throw new WavFormatError('the description of the audio format makes no sense');
  return format;
}

function writeTag(bytes: Uint8Array, offset: number, tag: string): void {
  for (let i = 0; i < 4; i++) bytes[offset + i] = tag.charCodeAt(i);
}

function readTag(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
