import { silentFrames } from '@audio-studio/contract';
import { levelDbfs } from './support/alignment.ts';
import { samplesOf, speechClip } from './support/clips.ts';
import {
  createMeeting,
  downloadTrack,
  enterStudio,
  openResults,
  signIn,
  startRecording,
  stopRecording,
  takeUpInvite,
} from './support/journey.ts';
import { expect, test } from './support/studio-test.ts';
import { expectFaithful, longestSilenceSeconds } from './support/track.ts';

test('a page that is reloaded mid-take loses nothing it had, and the take goes on', async ({ server, arrive }) => {
  const host = await arrive({ microphone: await speechClip('host') });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Reload');
  await enterStudio(host, meeting.hostLink, 'Ada');
  const startedAt = performance.now();
  await startRecording(host);
  await host.page.waitForTimeout(6_000);
  const reloadedAtSeconds = (performance.now() - startedAt) / 1000;
  await host.page.reload();
  await expect(host.page.getByRole('button', { name: 'Stop recording' })).toBeEnabled({ timeout: 30_000 });
  await host.page.waitForTimeout(6_000);
  const stoppedAtSeconds = (performance.now() - startedAt) / 1000;
  await stopRecording(host);
  await expect(host.page.getByText('You can close this window')).toBeVisible({ timeout: 60_000 });
  await openResults(host, server, meeting);
  const samples = samplesOf(await downloadTrack(host, 'Ada'));

  // The track keeps its time: what could not be heard while the page was away is silence of that length.
  expect(Math.abs(samples.length / 48_000 - stoppedAtSeconds)).toBeLessThan(0.75);
  const before = samples.subarray(0, Math.floor((reloadedAtSeconds - 0.5) * 48_000));
  expect(levelDbfs(before)).toBeGreaterThan(-45);
  expect(longestSilenceSeconds(before)).toBeLessThan(0.2);
  expect(levelDbfs(samples.subarray(-4 * 48_000))).toBeGreaterThan(-45);
  await expect(host.page.getByText(/samples missing; silence of that length keeps the time/)).toBeVisible();
  await expect(host.page.getByText(/because the recorder was restarted/)).toHaveCount(1);
});

test('a take whose browser is gone is offered for recovery by the next visit', async ({ server, arrive }) => {
  const clip = await speechClip('host');
  const host = await arrive({ microphone: clip });
  const guest = await arrive({ microphone: await speechClip('guest') });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Recovery');
  await enterStudio(host, meeting.hostLink, 'Ada');
  await enterStudio(guest, meeting.guestLink, 'Grace');
  await startRecording(host);
  await guest.page.waitForTimeout(6_000);
  await guest.page.goto('about:blank');
  await host.page.waitForTimeout(1_000);
  await stopRecording(host);

  await guest.page.goto(`${server.url}/room/${meeting.meetingId}`);
  await guest.page.getByRole('button', { name: /Recover/ }).click({ timeout: 30_000 });
  await openResults(host, server, meeting);
  const samples = samplesOf(await downloadTrack(host, 'Grace'));
  expect(samples.length / 48_000).toBeGreaterThan(5);
  expect(levelDbfs(samples)).toBeGreaterThan(-45);
});

test('a third person is turned away, and the two inside notice nothing', async ({ server, arrive }) => {
  const host = await arrive({ microphone: await speechClip('host') });
  const guest = await arrive({ microphone: await speechClip('guest') });
  const third = await arrive({ microphone: await speechClip('guest') });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Full');
  await enterStudio(host, meeting.hostLink, 'Ada');
  await enterStudio(guest, meeting.guestLink, 'Grace');
  await third.page.goto(meeting.guestLink);
  await takeUpInvite(third, 'Mallory');
  await expect(third.page.getByText('This invitation is already in use')).toBeVisible();
  await expect(third.page.getByRole('button', { name: "I'm ready" })).not.toBeEnabled();
  await third.page.goto(`${server.url}/room/${meeting.meetingId}`);
  await expect(third.page).not.toHaveURL(/\/room\/[0-9a-f-]+$/);
  await expect(host.page.getByRole('heading', { name: /Grace/ })).toBeVisible();
  await expect(guest.page.getByRole('heading', { name: /Ada/ })).toBeVisible();
});

test('the same person in a second tab takes over, and the first tab says so', async ({ server, arrive }) => {
  const host = await arrive({ microphone: await speechClip('host') });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Two tabs');
  await enterStudio(host, meeting.hostLink, 'Ada');
  const second = await host.context.newPage();
  await second.goto(`${server.url}/room/${meeting.meetingId}`);
  await expect(second.getByRole('button', { name: 'Start recording' })).toBeEnabled({ timeout: 30_000 });
  await expect(host.page.getByRole('heading', { name: 'You went on in another tab' })).toBeVisible();
});

test('a server that is killed and started again mid-take costs no audio', async ({ server, arrive }) => {
  const clip = await speechClip('host');
  const host = await arrive({ microphone: clip });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Restart');
  await enterStudio(host, meeting.hostLink, 'Ada');
  const startedAt = performance.now();
  await startRecording(host);
  await host.page.waitForTimeout(4_000);
  await server.restart('SIGKILL');
  await expect(host.page.getByRole('button', { name: 'Stop recording' })).toBeEnabled({ timeout: 30_000 });
  await host.page.waitForTimeout(8_000);
  const stoppedAtSeconds = (performance.now() - startedAt) / 1000;
  await stopRecording(host);
  await expect(host.page.getByText('You can close this window')).toBeVisible({ timeout: 60_000 });
  const [recording] = (await openResults(host, server, meeting)).recordings;
  expectFaithful(await downloadTrack(host, 'Ada'), recording!, clip, stoppedAtSeconds);
  // The second or more without a server is heard like the rest: a busy fake microphone skips far less.
  expect(silentFrames(recording!.ledger!.gaps ?? []) / 48_000).toBeLessThan(0.2);
});
