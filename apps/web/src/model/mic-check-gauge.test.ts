import { describe, expect, it } from 'vitest';
import { MicCheckGauge } from './mic-check-gauge.ts';
import { levels } from './testing/fake-recorder.ts';

/** Whole seconds of one level. */
function hear(gauge: MicCheckGauge, seconds: number, changes: Parameters<typeof levels>[0]): void {
  for (let slice = 0; slice < seconds * 30; slice += 1) gauge.push(levels(changes));
}

describe('MicCheckGauge', () => {
  it('says nothing before one second was heard', () => {
    const gauge = new MicCheckGauge();
    for (let slice = 0; slice < 29; slice += 1) gauge.push(levels());
    expect(gauge.read()).toBeNull();
    gauge.push(levels());
    expect(gauge.read()).toMatchObject({ rms: expect.closeTo(-24, 6) });
  });

  it('averages powers, not decibels', () => {
    const gauge = new MicCheckGauge();
    for (let slice = 0; slice < 30; slice += 1) gauge.push(levels({ rmsDbfs: slice % 2 === 0 ? -20 : -80 }));
    expect(gauge.read()?.rms).toBeCloseTo(-20 - 10 * Math.log10(2), 2);
  });

  it('holds the loudest second for five seconds after somebody stopped talking', () => {
    const gauge = new MicCheckGauge();
    hear(gauge, 1, { rmsDbfs: -24, peakDbfs: -8 });
    hear(gauge, 4, { rmsDbfs: -70, peakDbfs: -60 });
    expect(gauge.read()).toMatchObject({ rms: expect.closeTo(-24, 6), peak: -8 });
    hear(gauge, 1, { rmsDbfs: -70, peakDbfs: -60 });
    expect(gauge.read()).toMatchObject({ rms: expect.closeTo(-70, 6), peak: -60 });
  });

  it('reports clipping while its second is held, and not for ever', () => {
    const gauge = new MicCheckGauge();
    hear(gauge, 1, { clipCountTotal: 3 });
    hear(gauge, 4, { clipCountTotal: 3 });
    expect(gauge.read()?.isClipping).toBe(true);
    hear(gauge, 1, { clipCountTotal: 3 });
    expect(gauge.read()?.isClipping).toBe(false);
  });

  it('does not take a count that starts again for a clip', () => {
    const gauge = new MicCheckGauge();
    hear(gauge, 6, { clipCountTotal: 9 });
    hear(gauge, 5, { clipCountTotal: 0 });
    expect(gauge.read()?.isClipping).toBe(false);
  });

  it('takes exact silence for silence, finite enough to be sent', () => {
    const gauge = new MicCheckGauge();
    hear(gauge, 1, { rmsDbfs: -Infinity, peakDbfs: -Infinity, noiseFloorDbfs: null });
    expect(gauge.read()).toEqual({ rms: -100, peak: -100, noiseFloor: -100, isClipping: false });
  });

  it('forgets another microphone', () => {
    const gauge = new MicCheckGauge();
    hear(gauge, 5, { clipCountTotal: 4 });
    gauge.reset();
    expect(gauge.read()).toBeNull();
  });
});
