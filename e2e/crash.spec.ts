import { samplesOf, speechClip } from './support/clips.ts';
import {
  createMeeting,
  downloadTrack,
  enterStudio,
  openResults,
  signIn,
  startRecording,
  stopRecording,
} from './support/journey.ts';
import { expect, test } from './support/studio-test.ts';

test('a browser killed mid-take loses at most a quarter of a second of what it had heard', async ({
  server,
  arrive,
}) => {
  const clip = await speechClip('guest');
  const host = await arrive({ microphone: await speechClip('host') });
  const guest = await arrive({ microphone: clip });
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Power cut');
  await enterStudio(host, meeting.hostLink, 'Ada');
  await enterStudio(guest, meeting.guestLink, 'Grace');
  await startRecording(host);
  await host.page.waitForTimeout(5_000 + Math.random() * 1_000);
  const killedAtMs = await guest.kill();
  await stopRecording(host);

  const again = await arrive({ microphone: clip, profileDir: guest.profileDir });
  await again.page.goto(`${server.url}/room/${meeting.meetingId}`);
  await again.page.getByRole('button', { name: /Recover/ }).click({ timeout: 30_000 });
  await expect(again.page.getByText('You can close this window')).toBeVisible({ timeout: 60_000 });
  const { takes } = await openResults(host, server, meeting);
  const track = samplesOf(await downloadTrack(host, 'Grace'));

  const heardSeconds = (killedAtMs - Date.parse(takes[0]!.startedAt)) / 1000;
  const missingMs = (heardSeconds - track.length / 48_000) * 1000;
  test.info().annotations.push({ type: 'missing', description: `${missingMs.toFixed(0)} ms` });
  expect(missingMs).toBeLessThan(250);
  // Nor may anything have been made up: clocks and blocks account for some milliseconds only.
  expect(missingMs).toBeGreaterThan(-100);
});
