import type { Recording, TrackLedger } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import { ledgerAccount } from './ledger-account.ts';

const FRAMES = 480_000;

function recording(ledger: Partial<TrackLedger> | null, sizeBytes: number | null = 44 + 2 * FRAMES): Recording {
  return {
    meetingId: '11111111-1111-4111-8111-111111111111',
    recordingId: 'r',
    participantName: 'Ada',
    sessionId: null,
    filePath: 'x.wav',
    s3Url: null,
    uploadedAt: '2026-11-20T14:05:00.000Z',
    uploadId: null,
    status: 'completed',
    userId: null,
    role: 'host',
    sizeBytes,
    ledger:
      ledger === null
        ? null
        : {
            capturePath: 'track-processor',
            sourceRateHz: 48_000,
            framesDelivered: FRAMES,
            framesWritten: FRAMES,
            fileBytes: 44 + 2 * FRAMES,
            clockPairs: [],
            wallClockSeconds: 10,
            ...ledger,
          },
  };
}

describe('ledgerAccount', () => {
  it('says nothing without a ledger', () => {
    expect(ledgerAccount(recording(null))).toBeNull();
  });

  it('accounts for a whole track in figures', () => {
    expect(ledgerAccount(recording({}))).toEqual({
      isComplete: true,
      verdict: '0 samples missing',
      lines: [
        { label: 'Captured', text: '480,000 samples, straight from the microphone track' },
        { label: 'Written', text: '480,000 samples' },
        { label: 'In the stored file', text: '480,000 samples' },
        { label: 'By the clock', text: '0:10.0; the track holds 0:10.0 (no difference)' },
      ],
      gaps: [],
    });
  });

  it('counts what was captured and not written', () => {
    const account = ledgerAccount(recording({ framesDelivered: FRAMES + 1 }));
    expect(account).toMatchObject({ isComplete: false, verdict: '1 sample captured but not written' });
  });

  it('counts what was written and is not in the store', () => {
    expect(ledgerAccount(recording({}, 44 + 2 * (FRAMES - 9_600)))).toMatchObject({
      isComplete: false,
      verdict: '9,600 samples written but not in the stored file',
    });
  });

  it('claims nothing about a stored file of unknown size', () => {
    const account = ledgerAccount(recording({}, null));
    expect(account?.lines.map(({ label }) => label)).toEqual(['Captured', 'Written', 'By the clock']);
  });

  it('lists gaps, and does not count the silence in them as captured', () => {
    const account = ledgerAccount(
      recording({
        framesDelivered: FRAMES - 5_760,
        gaps: [{ frame: 96_000, frames: 5_760, reason: 'microphone-switched' }],
      }),
    );
    expect(account).toMatchObject({
      isComplete: false,
      verdict: '5,760 samples missing; silence of that length keeps the time',
      gaps: ['At 0:02.0: 120 ms of silence because the microphone was switched.'],
    });
  });

  it('says where sound was dropped, and where silence makes up for it', () => {
    const account = ledgerAccount(
      recording({
        framesDelivered: FRAMES - 96_000,
        gaps: [{ frame: 240_000, frames: 96_000, reason: 'samples-dropped', lostAtFrame: 96_000 }],
      }),
    );
    expect(account).toMatchObject({
      isComplete: false,
      verdict: '96,000 samples missing; silence of that length keeps the time',
      gaps: ['Near 0:02.0: the browser dropped 2,000 ms of sound; at 0:05.0 silence makes up for the time.'],
    });
  });

  it('counts what the browser inserted as delivered, since it was', () => {
    const account = ledgerAccount(recording({ gaps: [{ frame: 96_000, frames: 1_024, reason: 'samples-inserted' }] }));
    expect(account).toMatchObject({
      isComplete: false,
      verdict: '0 samples missing; about 1,024 samples more than the clock allows',
      gaps: ['Near 0:02.0: the browser delivered 21 ms more than the clock allows.'],
    });
  });

  it('does not count what never reached the server as written', () => {
    const account = ledgerAccount(
      recording({ wallClockSeconds: 12, gaps: [{ frame: FRAMES, frames: 96_000, reason: 'salvage' }] }),
    );
    expect(account).toMatchObject({
      isComplete: false,
      verdict: 'about 96,000 samples never reached the server',
      gaps: ['From 0:10.0 on: about 2,000 ms never reached the server.'],
    });
  });

  it('allows a resampler its delay line, not more', () => {
    const at44k = { sourceRateHz: 44_100, framesDelivered: 441_000 };
    expect(ledgerAccount(recording({ ...at44k, framesWritten: FRAMES - 100 }, null))?.verdict).toBe(
      '0 samples missing',
    );
    expect(ledgerAccount(recording({ ...at44k, framesWritten: FRAMES - 1_000 }, null))?.verdict).toBe(
      '1,000 samples captured but not written',
    );
    expect(ledgerAccount(recording(at44k))?.lines[0]!.text).toContain('at 44.1 kHz');
  });

  it('states how far the track and the clock differ', () => {
    expect(ledgerAccount(recording({ wallClockSeconds: 10.25 }))?.lines.at(-1)!.text).toBe(
      '0:10.2; the track holds 0:10.0 (250 ms shorter)',
    );
  });
});
