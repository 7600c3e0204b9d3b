import { MAX_LEDGER_GAPS, silentFrames, trackLedgerSchema } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import { LedgerBook, type LedgerEntry } from './ledger-book.ts';

const SOURCE = { capturePath: 'audio-worklet', sourceRateHz: 44_100 } as const;

describe('LedgerBook', () => {
  it('keeps at most one pair per second, ascending', () => {
    const book = new LedgerBook(SOURCE);
    const noted = [0, 480, 47_520, 48_000, 48_480].map((frame) => book.notePair(frame, 5000 + frame / 48));
    expect(noted.map((entry) => entry?.frame)).toEqual([0, undefined, undefined, 48_000, undefined]);
    expect(book.notePair(48_000, 99_999)).toBeUndefined();
    expect(book.entryCount).toBe(2);
  });

  it('goes on noting when the clock was set back', () => {
    const book = new LedgerBook(SOURCE);
    book.notePair(0, 100_000);
    expect(book.notePair(480, 40_000)).toBeDefined();
  });

  it('counts what another microphone delivered at the rate of the first', () => {
    const book = new LedgerBook(SOURCE);
    book.deliver(44_100, 44_100);
    book.deliver(16_000, 16_000);
    expect(book.framesDelivered).toBe(88_200);
  });

  it('says after a crash what it would have said without', () => {
    const entries: LedgerEntry[] = [];
    const live = new LedgerBook({ ...SOURCE, sourceRateHz: 48_000 });
    const note = (entry: LedgerEntry | undefined) => void (entry !== undefined && entries.push(entry));
    for (let frame = 0; frame < 96_000; frame += 480) {
      note(live.notePair(frame, frame / 48));
      live.deliver(480, 48_000);
    }
    note(live.noteGap({ frame: 96_000, frames: 24_000, reason: 'microphone-switched' }));
    for (let frame = 120_000; frame < 132_000; frame += 480) {
      note(live.notePair(frame, frame / 48));
      live.deliver(480, 48_000);
    }
    const size = { framesWritten: 132_000, fileBytes: 264_044 };
    const restored = LedgerBook.restore({ ...SOURCE, sourceRateHz: 48_000 }, entries, 132_000);
    const ledger = restored.close(size);
    expect(ledger).toEqual(live.close(size));
    expect(trackLedgerSchema.parse(ledger)).toEqual(ledger);
    expect(ledger.framesDelivered).toBe(108_000);
    expect(restored.entryCount).toBe(entries.length);
  });

  it('believes the file where lines on the disk are ahead of it', () => {
    const entries: LedgerEntry[] = [
      { kind: 'pair', frame: 0, serverTimeMs: 0, framesDelivered: 0 },
      { kind: 'gap', frame: 1000, frames: 5000, reason: 'recorder-restarted' },
      { kind: 'pair', frame: 48_000, serverTimeMs: 1000, framesDelivered: 43_000 },
    ];
    const ledger = LedgerBook.restore({ ...SOURCE, sourceRateHz: 48_000 }, entries, 4000).close({
      framesWritten: 4000,
      fileBytes: 8044,
    });
    expect(ledger.clockPairs).toEqual([{ frame: 0, serverTimeMs: 0 }]);
    expect(ledger.gaps).toEqual([{ frame: 1000, frames: 3000, reason: 'recorder-restarted' }]);
    expect(ledger.framesDelivered).toBe(1000);
  });

  it('restores what was dropped and inserted: only the one is silence in the file', () => {
    const entries: LedgerEntry[] = [
      { kind: 'pair', frame: 0, serverTimeMs: 0, framesDelivered: 0 },
      { kind: 'gap', frame: 48_000, frames: 2_400, reason: 'samples-dropped', lostAtFrame: 12_000 },
      { kind: 'gap', frame: 40_000, frames: 960, reason: 'samples-inserted' },
    ];
    const ledger = LedgerBook.restore({ ...SOURCE, sourceRateHz: 48_000 }, entries, 96_000).close({
      framesWritten: 96_000,
      fileBytes: 192_044,
    });
    expect(ledger.framesDelivered).toBe(96_000 - 2_400);
    expect(ledger.gaps).toEqual([
      { frame: 40_000, frames: 960, reason: 'samples-inserted' },
      { frame: 48_000, frames: 2_400, reason: 'samples-dropped', lostAtFrame: 12_000 },
    ]);
    expect(trackLedgerSchema.parse(ledger)).toEqual(ledger);
  });

  it('sums up what is more than a ledger may list', () => {
    const book = new LedgerBook(SOURCE);
    for (let gap = 0; gap < MAX_LEDGER_GAPS + 5; gap += 1)
      book.noteGap({ frame: 1000 * gap, frames: 480, reason: gap % 2 === 0 ? 'samples-dropped' : 'samples-inserted' });
    const ledger = book.close({ framesWritten: 20_000_000, fileBytes: 40_000_044 });
    expect(trackLedgerSchema.safeParse(ledger).success).toBe(true);
    expect(silentFrames(ledger.gaps!)).toBe((MAX_LEDGER_GAPS / 2 + 3) * 480);
  });

  it('closes an account that never began', () => {
    const ledger = new LedgerBook(SOURCE).close({ framesWritten: 0, fileBytes: 44 });
    expect(ledger).toMatchObject({ framesDelivered: 0, clockPairs: [], wallClockSeconds: 0 });
  });
});
