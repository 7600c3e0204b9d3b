import { speechClip } from './support/clips.ts';
import {
  createMeeting,
  downloadTrack,
  enterStudio,
  observePeers,
  openResults,
  receivedAudioEnergy,
  recordFor,
  signIn,
} from './support/journey.ts';
import { expect, test } from './support/studio-test.ts';
import { expectFaithful } from './support/track.ts';
import { until } from './support/until.ts';

const TAKE_SECONDS = 20;

test('two people record a take: each track is what that person said, complete and in one piece', async ({
  server,
  arrive,
}) => {
  const [hostClip, guestClip] = [await speechClip('host'), await speechClip('guest')];
  const host = await arrive({ microphone: hostClip });
  const guest = await arrive({ microphone: guestClip });
  await observePeers(host);
  await observePeers(guest);
  await signIn(host, server);
  const meeting = await createMeeting(host, 'Two voices');
  await enterStudio(host, meeting.hostLink, 'Ada');
  await enterStudio(guest, meeting.guestLink, 'Grace');

  // Each really hears the other: energy of the received voice grows in both.
  for (const one of [host, guest]) await until(async () => (await receivedAudioEnergy(one)) > 0.001, 30_000);

  const wallClockSeconds = await recordFor(host, TAKE_SECONDS);
  for (const one of [host, guest]) {
    await expect(one.page.getByText('You can close this window')).toBeVisible({ timeout: 60_000 });
    await openResults(one, server, meeting);
    await expect(one.page.getByText(/\bP[0-4]\b/).first()).toBeVisible({ timeout: 60_000 });
    await expect(one.page.getByText(/samples missing/)).toHaveCount(2);
  }

  const { recordings } = await openResults(host, server, meeting);
  for (const [role, name, clip] of [
    ['host', 'Ada', hostClip],
    ['guest', 'Grace', guestClip],
  ] as const) {
    const recording = recordings.find((each) => each.role === role);
    expectFaithful(await downloadTrack(host, name), recording!, clip, wallClockSeconds);
  }
});
