import { align, describeWindows, levelDbfs } from './support/alignment.ts';
import { samplesOf, speechClip, type Clip } from './support/clips.ts';
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
import { until } from './support/until.ts';
import { expectedWavHeader } from './support/wav-header.ts';

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
    await expect(one.page.getByText('0 samples missing')).toHaveCount(2);
  }

  expectFaithful(await downloadTrack(host, 'Ada'), hostClip, wallClockSeconds);
  expectFaithful(await downloadTrack(host, 'Grace'), guestClip, wallClockSeconds);
});

function expectFaithful(file: Buffer, clip: Clip, wallClockSeconds: number): void {
  expect(file.subarray(0, 44).toString('hex')).toBe(expectedWavHeader(file.length - 44).toString('hex'));
  const samples = samplesOf(file);
  // Start and stop reach each page over the network: half a second is generous, a lost second is not.
  expect(Math.abs(samples.length / 48_000 - wallClockSeconds)).toBeLessThan(0.5);
  expect(levelDbfs(samples)).toBeGreaterThan(-50);
  const alignment = align(samples, clip.samples);
  expect(alignment.windows.length).toBeGreaterThan(5);
  expect(alignment.medianCorrelation).toBeGreaterThan(0.97);
  expect(alignment.largestStepMs, describeWindows(alignment)).toBeLessThan(1);
}
