import { expect, test } from '@playwright/test';
import { align, describeWindows, levelDbfs } from './support/alignment.ts';
import { samplesOf, speechClip, type Clip } from './support/clips.ts';
import {
  createMeeting,
  downloadTrack,
  enterStudio,
  observePeers,
  receivedAudioEnergy,
  signIn,
} from './support/journey.ts';
import { openParticipant } from './support/participant.ts';
import { startStudioServer } from './support/studio-server.ts';
import { until } from './support/until.ts';
import { expectedWavHeader } from './support/wav-header.ts';

const TAKE_SECONDS = 20;

test('two people record a take: each track is what that person said, complete and in one piece', async () => {
  const [hostClip, guestClip] = [await speechClip('host'), await speechClip('guest')];
  const server = await startStudioServer();
  const host = await openParticipant({ microphone: hostClip });
  const guest = await openParticipant({ microphone: guestClip });
  try {
    await observePeers(host);
    await observePeers(guest);
    await signIn(host, server);
    const meeting = await createMeeting(host, 'Two voices');
    await enterStudio(host, meeting.hostLink, 'Ada');
    await enterStudio(guest, meeting.guestLink, 'Grace');

    // Each really hears the other: energy of the received voice grows in both.
    for (const one of [host, guest]) await until(async () => (await receivedAudioEnergy(one)) > 0.001, 30_000);

    await host.page.getByRole('button', { name: 'Start recording' }).click();
    await expect(guest.page.getByText(/recording/i).first()).toBeVisible();
    const startedAt = performance.now();
    await host.page.waitForTimeout(TAKE_SECONDS * 1000);
    await host.page.getByRole('button', { name: 'Stop recording' }).click();
    const wallClockSeconds = (performance.now() - startedAt) / 1000;

    for (const one of [host, guest]) {
      await expect(one.page.getByText(/you can close this window/i)).toBeVisible({ timeout: 60_000 });
      await one.page.goto(`${server.url}/room/${meeting.meetingId}/results`);
      await expect(one.page.getByText(/\bP[0-4]\b/).first()).toBeVisible({ timeout: 60_000 });
    }

    expectFaithful(await downloadTrack(host, 'Ada'), hostClip, wallClockSeconds);
    expectFaithful(await downloadTrack(host, 'Grace'), guestClip, wallClockSeconds);
  } catch (error) {
    console.log(server.output(), host.log.join('\n'), guest.log.join('\n'));
    throw error;
  } finally {
    await host.close();
    await guest.close();
    await server.stop();
  }
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
  expect(alignment.largestStepMs, describeWindows(alignment)).toBeLessThan(5);
}
