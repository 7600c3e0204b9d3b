import type { RecordingFile } from '../storage/recording-file.ts';

/** A file in memory whose disk can be made to refuse. */
export class MemoryRecordingFile implements RecordingFile {
  readonly kind = 'opfs';
  readonly blockBytes = 0;
  bytes: Uint8Array<ArrayBuffer>;
  flushes = 0;
  isClosed = false;
  /** Bytes the disk holds at most. */
  capacityBytes = Infinity;
  failure: Error | undefined;

  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array()) {
    this.bytes = bytes;
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  append(bytes: Uint8Array): number {
    if (this.failure !== undefined) throw this.failure;
    const room = this.capacityBytes - this.bytes.length;
    if (room <= 0) throw new DOMException('full', 'QuotaExceededError');
    const stored = bytes.subarray(0, Math.min(room, bytes.length));
    const after = new Uint8Array(this.bytes.length + stored.length);
    after.set(this.bytes);
    after.set(stored, this.bytes.length);
    this.bytes = after;
    return stored.length;
  }

  writeHeader(header: Uint8Array): void {
    if (this.bytes.length < header.length) this.bytes = new Uint8Array(header.length);
    this.bytes.set(header);
  }

  flush(): void {
    this.flushes += 1;
  }

  read(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(offsetBytes, offsetBytes + lengthBytes);
  }

  truncate(sizeBytes: number): void {
    this.bytes = this.bytes.slice(0, sizeBytes);
  }

  toBlob(): Promise<Blob> {
    return Promise.resolve(new Blob([this.bytes]));
  }

  close(): void {
    this.isClosed = true;
  }
}
