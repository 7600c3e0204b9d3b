import { expect, test } from '@playwright/test';
import { speechClip, samplesOf } from './support/clips.ts';
import { compareSamples } from './support/fidelity.ts';
import { createMeeting, downloadTrack, enterStudio, signIn } from './support/journey.ts';
import { openParticipant } from './support/participant.ts';
import { startPulseRig } from './support/pulse-rig.ts';
import { startStudioServer } from './support/studio-server.ts';

const TAKE_SECONDS = 75;

test('a track is sample for sample what the microphone delivered, over 75 seconds', async () => {
  const clip = await speechClip('host');
  const rig = await startPulseRig();
  const server = await startStudioServer();
  const host = await openParticipant({ pulseServer: rig.server });
  const talking = new AbortController();
  const talk = (async () => {
    while (!talking.signal.aborted) await rig.play(clip.path, talking.signal);
  })();
  try {
    const reference = await rig.reference();
    await signIn(host, server);
    const meeting = await createMeeting(host, 'Fidelity');
    await enterStudio(host, meeting.hostLink, 'Ada');
    await host.page.getByRole('button', { name: 'Start recording' }).click();
    await host.page.waitForTimeout(TAKE_SECONDS * 1000);
    await host.page.getByRole('button', { name: 'Stop recording' }).click();
    const truth = await reference.stop();
    await expect(host.page.getByText(/you can close this window/i)).toBeVisible({ timeout: 60_000 });
    await host.page.goto(`${server.url}/room/${meeting.meetingId}/results`);
    const track = samplesOf(await downloadTrack(host, 'Ada'));

    expect(track.length / 48_000).toBeGreaterThan(TAKE_SECONDS - 0.5);
    const comparison = compareSamples(track, truth);
    expect(comparison.offsetSamples).toBeGreaterThan(0);
    expect(comparison.comparedSamples).toBe(track.length);
    expect(comparison.differingSamples, `first at ${comparison.firstDifferenceSeconds} s`).toBe(0);
  } catch (error) {
    console.log(server.output(), host.log.join('\n'));
    throw error;
  } finally {
    talking.abort();
    await talk;
    await host.close();
    await server.stop();
    await rig.close();
  }
});
