import { expect, test } from '@playwright/test';
import { speechClip } from './support/clips.ts';
import { createMeeting, takeUpInvite, signIn } from './support/journey.ts';
import { openParticipant } from './support/participant.ts';
import { snap } from './support/snap.ts';
import { startStudioServer } from './support/studio-server.ts';

test('every page of the Studio', async () => {
  test.setTimeout(600_000);
  const server = await startStudioServer();
  const host = await openParticipant({ microphone: await speechClip('host') });
  const guest = await openParticipant({ microphone: await speechClip('guest') });
  try {
    await host.page.goto(`${server.url}/sign-in`);
    await snap(host.page, '01-sign-in');
    await signIn(host, server);
    await snap(host.page, '02-home-empty');
    const meeting = await createMeeting(host, 'Accents of the coast, session 12');
    await snap(host.page, '03-invites');

    await host.page.goto(meeting.hostLink);
    await takeUpInvite(host, 'Ada Byron');
    await expect(host.page.getByRole('button', { name: "I'm ready" })).toBeEnabled({ timeout: 30_000 });
    await snap(host.page, '04-green-room');
    await host.page.getByRole('button', { name: "I'm ready" }).click();
    await expect(host.page).toHaveURL(/\/room\/[0-9a-f-]+$/);
    await snap(host.page, '05-studio-alone');
    await guest.page.goto(meeting.guestLink);
    await takeUpInvite(guest, 'Grace Hopper');
    await guest.page.getByRole('button', { name: "I'm ready" }).click({ timeout: 30_000 });
    await expect(guest.page).toHaveURL(/\/room\/[0-9a-f-]+$/);
    await host.page.waitForTimeout(4_000);
    await snap(host.page, '06-studio-both');
    await host.page.getByRole('button', { name: 'Start recording' }).click();
    await host.page.waitForTimeout(12_000);
    await snap(host.page, '07-studio-recording');
    await snap(guest.page, '08-studio-recording-guest');
    await host.page.getByRole('button', { name: 'Stop recording' }).click();
    await expect(host.page.getByText(/you can close this window/i)).toBeVisible({ timeout: 60_000 });
    await snap(host.page, '09-studio-after');
    await guest.page.goto(`${server.url}/room/${meeting.meetingId}/results`);
    await snap(guest.page, '10-results-early');
    await expect(guest.page.getByText(/\bP[0-4]\b/).first()).toBeVisible({ timeout: 60_000 });
    await guest.page.waitForTimeout(1_500);
    await snap(guest.page, '11-results');
    await host.page.goto(server.url);
    await snap(host.page, '12-home');
    await host.page.goto(`${server.url}/no/such/page`);
    await snap(host.page, '13-not-found');
  } catch (error) {
    console.log(server.output(), host.log.join('\n'), guest.log.join('\n'));
    throw error;
  } finally {
    await host.close();
    await guest.close();
    await server.stop();
  }
});
