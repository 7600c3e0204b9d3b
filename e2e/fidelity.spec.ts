import { speechClip, samplesOf } from './support/clips.ts';
import { compareSamples } from './support/fidelity.ts';
import { createMeeting, downloadTrack, enterStudio, openResults, recordFor, signIn } from './support/journey.ts';
import { startPulseRig } from './support/pulse-rig.ts';
import { expect, test } from './support/studio-test.ts';

const TAKE_SECONDS = 75;

test('a track is sample for sample what the microphone delivered, over 75 seconds', async ({ server, arrive }) => {
  const clip = await speechClip('host');
  const rig = await startPulseRig();
  const host = await arrive({ pulseServer: rig.server });
  const talking = new AbortController();
  const talk = (async () => {
    while (!talking.signal.aborted) await rig.play(clip.path, talking.signal);
  })();
  try {
    const reference = await rig.reference();
    await signIn(host, server);
    const meeting = await createMeeting(host, 'Fidelity');
    await enterStudio(host, meeting.hostLink, 'Ada');
    await recordFor(host, TAKE_SECONDS);
    // Only once the track has ended is the reference sure to reach as far.
    await expect(host.page.getByText('You can close this window')).toBeVisible({ timeout: 60_000 });
    const truth = await reference.stop();
    const [recording] = (await openResults(host, server, meeting)).recordings;
    expect(recording?.ledger).toMatchObject({ capturePath: 'track-processor', sourceRateHz: 48_000 });
    expect(recording?.ledger?.gaps ?? []).toEqual([]);
    await expect(host.page.getByText('0 samples missing')).toBeVisible();
    const track = samplesOf(await downloadTrack(host, 'Ada'));

    expect(track.length / 48_000).toBeGreaterThan(TAKE_SECONDS - 0.5);
    const comparison = compareSamples(track, truth);
    expect(comparison.offsetSamples).toBeGreaterThan(0);
    expect(comparison.comparedSamples).toBe(track.length);
    expect(comparison.differingSamples, `first at ${comparison.firstDifferenceSeconds} s`).toBe(0);
  } finally {
    talking.abort();
    await talk;
    await rig.close();
  }
});
