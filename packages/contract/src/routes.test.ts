import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPath, ROUTES } from './routes.ts';

describe('buildPath', () => {
  it('fills every name in', () => {
    expect(buildPath(ROUTES.meeting, { id: 'abc' })).toBe('/api/meetings/abc');
    expect(buildPath(ROUTES.downloadUrl, { meetingId: 'm', recordingId: 'take#Ann' })).toBe(
      '/api/recordings/m/take%23Ann/download-url',
    );
    expect(buildPath(ROUTES.stats, {})).toBe('/api/stats');
  });

  it('lets no value leave its place, and gives it back whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const path = buildPath(ROUTES.meetingStatus, { id: value });
        const segments = path.split('/');
        expect(segments).toHaveLength(5);
        expect(decodeURIComponent(segments[3]!)).toBe(value);
        expect(path).not.toMatch(/[?#]/);
      }),
    );
  });
});
