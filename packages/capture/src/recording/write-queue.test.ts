import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WriteQueue } from './write-queue.ts';

describe('WriteQueue', () => {
  it('tells when the last of the peeked bytes arrived', () => {
    const queue = new WriteQueue();
    queue.add(Uint8Array.of(1, 2), 10);
    queue.add(Uint8Array.of(3, 4), 20);
    expect(queue.peek(2)).toMatchObject({ arrivedAtMs: 10 });
    expect(queue.peek(3)).toEqual({ bytes: Uint8Array.of(1, 2, 3), arrivedAtMs: 20 });
  });

  it('gives out what came in, in order, however much the disk takes at a time', () => {
    const run = fc.oneof(
      fc.record({ bytes: fc.uint8Array({ maxLength: 20 }) }),
      fc.record({ silenceBytes: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(run), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (runs, takes) => {
        const queue = new WriteQueue();
        const expected: number[] = [];
        for (const each of runs) {
          if ('bytes' in each) queue.add(each.bytes, 0);
          else queue.addSilence(each.silenceBytes, 0);
          expected.push(...('bytes' in each ? each.bytes : new Uint8Array(each.silenceBytes)));
        }
        const got: number[] = [];
        for (let i = 0; queue.sizeBytes > 0; i += 1) {
          const { bytes } = queue.peek(7);
          const stored = Math.min(bytes.length, takes[i % takes.length]!);
          got.push(...bytes.subarray(0, stored));
          queue.consume(stored);
        }
        expect(got).toEqual(expected);
      }),
    );
  });
});
