import { AppError } from '@audio-studio/contract';
import { ManualClock, SnapshotStore } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import type { RigSnapshot } from './capture-rig.ts';
import { TakeControl } from './take-control.ts';
import { FakeRecorder } from './testing/fake-recorder.ts';

const [A, B] = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
const MEETING = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const USER = '0f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4';
const take = (takeId: string) => ({ takeId, startedAtMs: 5, resumed: false });

function openControl() {
  const recorder = new FakeRecorder();
  const clock = new ManualClock();
  const phases: string[] = [];
  const ended: string[] = [];
  const sent: string[] = [];
  const state = new SnapshotStore<RigSnapshot>({
    microphone: { kind: 'open', deviceId: 'd', label: 'l', deviations: [] },
    fault: null,
    replacedBy: null,
  });
  const control = new TakeControl({
    rig: { startTake: (start) => recorder.startTake(start), stopTake: () => recorder.stopTake(), state },
    desk: { send: (takeKey) => sent.push(takeKey) },
    who: { meetingId: MEETING, userId: USER, role: 'host', name: 'Maria' },
    clock,
    onPhase: (phase) => phases.push(phase.kind),
    onEnded: (takeId) => ended.push(takeId),
  });
  return { recorder, clock, control, phases, ended, sent, state };
}

describe('TakeControl', () => {
  it('records a take from its start to its stop and sends it from the start', async () => {
    const { control, recorder, phases, ended, sent } = openControl();
    await control.want(take(A));
    expect(recorder.running).toMatchObject({ sessionId: A, participantName: 'Maria', startedAtServerMs: 5 });
    expect(sent).toEqual([`${MEETING}:${USER}:${A}`]);
    await control.want(null);
    expect(phases).toEqual(['starting', 'recording', 'stopping', 'idle']);
    expect(ended).toEqual([A]);
  });

  it('starts the same take once however often it is wanted', async () => {
    const { control, recorder } = openControl();
    await Promise.all([control.want(take(A)), control.want(take(A)), control.want(take(A))]);
    await control.want(take(A));
    expect(recorder.calls).toEqual([`start ${A}`]);
  });

  it('follows the latest wish, in whole steps', async () => {
    const { control, recorder } = openControl();
    const first = control.want(take(A));
    const second = control.want(null);
    const third = control.want(take(B));
    await Promise.all([first, second, third]);
    expect(recorder.running?.sessionId).toBe(B);
    expect(recorder.calls).toEqual([`start ${A}`, `stop ${A}`, `start ${B}`]);
  });

  it('hears a wish made in the same breath as one that asked for nothing', async () => {
    const { control, recorder } = openControl();
    void control.want(null);
    await control.want(take(A));
    expect(recorder.running?.sessionId).toBe(A);
  });

  it('waits for another tab to let go of the take', async () => {
    const { control, recorder, clock } = openControl();
    recorder.startFailures = [AppError.conflict('busy'), AppError.conflict('busy')];
    const started = control.want(take(A));
    await clock.advance(5_000);
    await started;
    expect(control.phase).toMatchObject({ kind: 'recording', takeId: A });
  });

  it('says so when it cannot record, and records after a retry', async () => {
    const { control, recorder, state } = openControl();
    state.set({ microphone: { kind: 'refused', reason: 'denied' } });
    recorder.startFailures = [new Error('no microphone')];
    await control.want(take(A));
    expect(control.phase).toMatchObject({ kind: 'blocked', why: expect.stringContaining('no microphone') });
    await control.retry();
    expect(control.phase).toMatchObject({ kind: 'recording', takeId: A });
  });

  it('leaves a take it could not record when the room stops it', async () => {
    const { control, recorder, ended } = openControl();
    recorder.startFailures = [new Error('broken')];
    await control.want(take(A));
    await control.want(null);
    expect(control.phase.kind).toBe('idle');
    expect(ended).toEqual([]);
  });

  it('keeps trying to end a take while the disk is full', async () => {
    const { control, recorder, clock } = openControl();
    await control.want(take(A));
    recorder.stopFailures = Array.from({ length: 20 }, () => AppError.unavailable('full'));
    const stopped = control.want(null);
    await clock.advance(10_000);
    expect(control.phase.kind).toBe('stopping');
    await clock.advance(120_000);
    await stopped;
    expect(recorder.calls).toEqual([`start ${A}`, `stop ${A}`]);
  });

  it('ends also when the recorder breaks for good: the file is still there', async () => {
    const { control, recorder, ended } = openControl();
    await control.want(take(A));
    recorder.stopFailures = [new Error('worker died')];
    await control.want(null);
    expect(control.phase.kind).toBe('idle');
    expect(ended).toEqual([A]);
  });
});
