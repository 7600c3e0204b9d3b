import { openDatabase, rowsOf, type CaptureDatabase, type RecordingChunkRow } from './database.ts';
import type { RecordingFile } from './recording-file.ts';

const ONE_SECOND_BYTES = 96_000;

/** The fallback where synchronous files are missing: the file lies in rows of about one second. */
export class IndexedDbRecordingFile implements RecordingFile {
  readonly kind = 'indexeddb';
  readonly blockBytes = ONE_SECOND_BYTES;
  readonly #database: CaptureDatabase;
  readonly #takeKey: string;
  #sizeBytes: number;
  #nextIndex: number;

  private constructor(database: CaptureDatabase, takeKey: string, last: RecordingChunkRow | undefined) {
    this.#database = database;
    this.#takeKey = takeKey;
    this.#sizeBytes = last === undefined ? 0 : endOf(last);
    this.#nextIndex = last === undefined ? 0 : last.chunkIndex + 1;
  }

  static async open(takeKey: string): Promise<IndexedDbRecordingFile> {
    const database = await openDatabase();
    return new IndexedDbRecordingFile(database, takeKey, await lastRow(database, takeKey));
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async append(bytes: Uint8Array): Promise<number> {
    // The transaction, not the request, decides whether a row is there; strict means on the disk.
    const transaction = this.#database.transaction('recording-chunks', 'readwrite', { durability: 'strict' });
    await Promise.all([transaction.store.add(this.#row(this.#sizeBytes, bytes)), transaction.done]);
    this.#sizeBytes += bytes.length;
    this.#nextIndex += 1;
    return bytes.length;
  }

  async writeHeader(header: Uint8Array): Promise<void> {
    if (this.#sizeBytes === 0) {
      await this.append(header);
      return;
    }
    await this.#rewrite(0, (row) => {
      const data = row.data.slice(0);
      new Uint8Array(data).set(header.subarray(0, data.byteLength));
      return { ...row, data };
    });
  }

  /** Every append has waited for the disk already. */
  flush(): void {}

  async read(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(lengthBytes, this.#sizeBytes - offsetBytes)));
    if (bytes.length === 0) return bytes;
    const endBytes = offsetBytes + bytes.length;
    const index = this.#database.transaction('recording-chunks').store.index('byOffset');
    const before = await index.openCursor(IDBKeyRange.upperBound([this.#takeKey, offsetBytes]), 'prev');
    const firstOffset = before?.value.sessionKey === this.#takeKey ? before.value.offsetBytes : offsetBytes;
    const range = IDBKeyRange.bound([this.#takeKey, firstOffset], [this.#takeKey, endBytes], false, true);
    for (const row of await index.getAll(range)) {
      const from = Math.max(0, offsetBytes - row.offsetBytes);
      const to = Math.min(row.data.byteLength, endBytes - row.offsetBytes);
      bytes.set(new Uint8Array(row.data, from, to - from), row.offsetBytes + from - offsetBytes);
    }
    return bytes;
  }

  async truncate(sizeBytes: number): Promise<void> {
    const transaction = this.#database.transaction('recording-chunks', 'readwrite', { durability: 'strict' });
    for await (const cursor of transaction.store.index('byOffset').iterate(rowsOf(this.#takeKey))) {
      const row = cursor.value;
      if (row.offsetBytes >= sizeBytes) await cursor.delete();
      else if (endOf(row) > sizeBytes)
        await cursor.update({ ...row, data: row.data.slice(0, sizeBytes - row.offsetBytes) });
    }
    await transaction.done;
    this.#sizeBytes = Math.min(this.#sizeBytes, sizeBytes);
  }

  async toBlob(): Promise<Blob> {
    const parts: ArrayBuffer[] = [];
    const index = this.#database.transaction('recording-chunks').store.index('byOffset');
    for await (const cursor of index.iterate(rowsOf(this.#takeKey))) parts.push(cursor.value.data);
    return new Blob(parts);
  }

  close(): void {}

  #row(offsetBytes: number, bytes: Uint8Array): RecordingChunkRow {
    return {
      sessionKey: this.#takeKey,
      chunkIndex: this.#nextIndex,
      offsetBytes,
      data: bytes.slice().buffer,
      timestamp: Date.now(),
    };
  }

  async #rewrite(offsetBytes: number, change: (row: RecordingChunkRow) => RecordingChunkRow): Promise<void> {
    const transaction = this.#database.transaction('recording-chunks', 'readwrite', { durability: 'strict' });
    const row = await transaction.store.index('byOffset').get([this.#takeKey, offsetBytes]);
    if (row !== undefined) await transaction.store.put(change(row));
    await transaction.done;
  }
}

/** Size of a take's file as far as its rows go; 0 when there are none. */
export async function indexedDbFileBytes(takeKey: string): Promise<number> {
  const last = await lastRow(await openDatabase(), takeKey);
  return last === undefined ? 0 : endOf(last);
}

export async function deleteIndexedDbFile(takeKey: string): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction('recording-chunks', 'readwrite');
  for await (const cursor of transaction.store.index('byOffset').iterate(rowsOf(takeKey))) await cursor.delete();
  await transaction.done;
}

async function lastRow(database: CaptureDatabase, takeKey: string): Promise<RecordingChunkRow | undefined> {
  const index = database.transaction('recording-chunks').store.index('byOffset');
  return (await index.openCursor(rowsOf(takeKey), 'prev'))?.value;
}

function endOf(row: RecordingChunkRow): number {
  return row.offsetBytes + row.data.byteLength;
}
