import { LIMITS } from '@audio-studio/contract';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartPlan, type Part } from './part-plan.ts';

const MB = 1024 * 1024;
const PART = LIMITS.UPLOAD_PART_SIZE;

function takeAll(plan: PartPlan): Part[] {
  const parts: Part[] = [];
  for (let part = plan.take(); part !== undefined; part = plan.take()) parts.push(part);
  return parts;
}

describe('PartPlan', () => {
  it('cuts a finished file into full parts and a rest', () => {
    const plan = new PartPlan();
    plan.grow(25 * MB, { isFinal: true });
    expect(plan.totalParts).toBe(3);
    expect(takeAll(plan)).toEqual([
      { partNumber: 1, offsetBytes: 0, lengthBytes: 10 * MB },
      { partNumber: 2, offsetBytes: 10 * MB, lengthBytes: 10 * MB },
      { partNumber: 3, offsetBytes: 20 * MB, lengthBytes: 5 * MB },
    ]);
  });

  it('has no empty part when the size is a multiple', () => {
    const plan = new PartPlan();
    plan.grow(2 * PART, { isFinal: true });
    expect(takeAll(plan).map((part) => part.lengthBytes)).toEqual([PART, PART]);
  });

  it('hands out nothing but full parts while the file grows', () => {
    const plan = new PartPlan();
    plan.grow(PART - 1, { isFinal: false });
    expect(plan.take()).toBeUndefined();
    plan.grow(PART, { isFinal: false });
    expect(plan.take()).toEqual({ partNumber: 1, offsetBytes: 0, lengthBytes: PART });
    expect(plan.take()).toBeUndefined();
    plan.settle(1, '"a"');
    expect(plan.isComplete).toBe(false);
    plan.grow(PART + 10, { isFinal: true });
    expect(plan.take()).toEqual({ partNumber: 2, offsetBytes: PART, lengthBytes: 10 });
    plan.settle(2, '"b"');
    expect(plan.isComplete).toBe(true);
  });

  it('hands a failed part out again, before later ones', () => {
    const plan = new PartPlan();
    plan.grow(3 * PART, { isFinal: true });
    plan.take();
    plan.take();
    plan.release(1);
    expect(plan.take()?.partNumber).toBe(1);
  });

  it('lists arrived parts in ascending order, whatever order they arrived in', () => {
    const plan = new PartPlan();
    plan.grow(3 * PART, { isFinal: true });
    takeAll(plan);
    for (const partNumber of [3, 1, 2]) plan.settle(partNumber, `"${partNumber}"`);
    expect(plan.completedParts).toEqual([1, 2, 3].map((n) => ({ PartNumber: n, ETag: `"${n}"` })));
    expect(plan.bytesSent).toBe(3 * PART);
  });

  it('says how far the file has arrived without a hole', () => {
    const plan = new PartPlan();
    plan.grow(3 * PART + 7, { isFinal: true });
    expect(plan.leadingBytes).toBe(0);
    plan.settle(1, '"a"');
    plan.settle(3, '"c"');
    expect(plan.leadingBytes).toBe(PART);
    plan.settle(2, '"b"');
    plan.settle(4, '"d"');
    expect(plan.leadingBytes).toBe(3 * PART + 7);
  });

  it('takes over stored parts of the right size only', () => {
    const plan = new PartPlan();
    plan.grow(2 * PART + 5, { isFinal: true });
    plan.restore([
      { PartNumber: 1, ETag: '"a"', Size: PART },
      { PartNumber: 2, ETag: '"b"', Size: PART - 1 },
      { PartNumber: 3, ETag: '"c"', Size: 5 },
      { PartNumber: 4, ETag: '"d"', Size: PART },
    ]);
    expect(plan.completedParts.map((part) => part.PartNumber)).toEqual([1, 3]);
    expect(takeAll(plan).map((part) => part.partNumber)).toEqual([2]);
  });

  it('refuses a file that shrinks, one that grows after its end, and impossible sizes', () => {
    const plan = new PartPlan();
    plan.grow(PART, { isFinal: false });
    expect(() => plan.grow(PART - 1, { isFinal: false })).toThrow(RangeError);
    plan.grow(PART, { isFinal: true });
    expect(() => plan.grow(PART + 1, { isFinal: true })).toThrow(RangeError);
    expect(() => new PartPlan({ partBytes: LIMITS.MIN_PART_SIZE - 1 })).toThrow(RangeError);
    expect(() => new PartPlan().grow(PART * (LIMITS.MAX_PARTS + 1), { isFinal: true })).toThrow(RangeError);
  });

  it('covers every byte exactly once, however the file grew and parts failed', () => {
    const steps = fc.array(fc.record({ growBytes: fc.nat(3 * PART), fails: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.nat(PART), (growth, tailBytes) => {
        const plan = new PartPlan();
        const arrived: Part[] = [];
        let size = 0;
        const work = (fails: boolean) => {
          for (const [index, part] of takeAll(plan).entries()) {
            if (fails && index === 0) plan.release(part.partNumber);
            else {
              plan.settle(part.partNumber, `"${part.partNumber}"`);
              arrived.push(part);
            }
          }
        };
        for (const { growBytes, fails } of growth) {
          size += growBytes;
          plan.grow(size, { isFinal: false });
          work(fails);
        }
        size += tailBytes;
        plan.grow(size, { isFinal: true });
        work(false);
        expect(plan.isComplete).toBe(true);
        expect(plan.bytesSent).toBe(size);
        let covered = 0;
        for (const part of arrived.sort((a, b) => a.partNumber - b.partNumber)) {
          expect(part.offsetBytes).toBe(covered);
          covered += part.lengthBytes;
        }
        expect(covered).toBe(size);
      }),
    );
  });
});
