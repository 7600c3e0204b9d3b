import { readFile } from 'node:fs/promises';
import { buildPath, listRecordingsAnswerSchema, ROUTES, type ListRecordingsAnswer } from '@audio-studio/contract';
import { expect, type Page } from '@playwright/test';
import type { Participant } from './participant.ts';
import type { StudioServer } from './studio-server.ts';
import { until } from './until.ts';

/** The steps people take, by what they see: roles and names, no test hooks. */

export async function signIn({ page }: Participant, server: StudioServer): Promise<void> {
  await page.goto(server.signInLink);
  await expect(page.getByRole('button', { name: 'Create meeting' })).toBeVisible();
}

export interface CreatedMeeting {
  hostLink: string;
  guestLink: string;
  meetingId: string;
}

export async function createMeeting({ page }: Participant, title: string): Promise<CreatedMeeting> {
  await page.getByLabel('Title').fill(title);
  await page.getByRole('button', { name: 'Create meeting' }).click();
  const guestLink = await copied(page, 'Copy guest link');
  const hostLink = await copied(page, 'Copy host link');
  const meetingId = /\/room\/([0-9a-f-]+)\//.exec(guestLink)?.[1];
  if (meetingId === undefined) throw new Error('The guest link names no meeting');
  return { hostLink, guestLink, meetingId };
}

async function copied(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  await until(async () => (await page.evaluate(() => navigator.clipboard.readText())).includes('#invite='));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => navigator.clipboard.writeText(''));
  return link;
}

/** Opens an invite, gives a name and walks into the studio once the microphone is good enough. */
export async function enterStudio(participant: Participant, link: string, name: string): Promise<void> {
  const { page } = participant;
  await page.goto(link);
  await takeUpInvite(participant, name);
  const ready = page.getByRole('button', { name: "I'm ready" });
  await expect(ready).toBeEnabled({ timeout: 30_000 });
  await ready.click();
  await expect(page).toHaveURL(/\/room\/[0-9a-f-]+$/);
}

/** Takes the invite up: the green room asks for a name and for consent, nothing else. */
export async function takeUpInvite({ page }: Participant, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('checkbox', { name: 'I agree to be recorded' }).check();
}

export async function startRecording({ page }: Participant): Promise<void> {
  await page.getByRole('button', { name: 'Start recording' }).click();
}

export async function stopRecording({ page }: Participant): Promise<void> {
  await page.getByRole('button', { name: 'Stop recording' }).click();
}

/** A whole take of about that length; answers what the wall clock said, seconds. */
export async function recordFor(host: Participant, seconds: number): Promise<number> {
  const startedAt = performance.now();
  await startRecording(host);
  await host.page.waitForTimeout(seconds * 1000);
  await stopRecording(host);
  return (performance.now() - startedAt) / 1000;
}

/** Opens the results page; answers the takes and recordings it was given. */
export async function openResults(
  { page }: Participant,
  server: StudioServer,
  meeting: CreatedMeeting,
): Promise<ListRecordingsAnswer> {
  const path = buildPath(ROUTES.recordings, { meetingId: meeting.meetingId });
  const [response] = await Promise.all([
    page.waitForResponse((answer) => new URL(answer.url()).pathname === path),
    page.goto(`${server.url}/room/${meeting.meetingId}/results`),
  ]);
  return listRecordingsAnswerSchema.parse(await response.json());
}

/** Energy of the sound received over WebRTC so far: grows only while a voice really arrives. */
export async function receivedAudioEnergy({ page }: Participant): Promise<number> {
  return page.evaluate(async () => {
    let energy = 0;
    for (const peer of (globalThis as unknown as { observedPeers?: RTCPeerConnection[] }).observedPeers ?? [])
      for (const report of (await peer.getStats()).values() as Iterable<{ type: string; totalAudioEnergy?: number }>)
        if (report.type === 'inbound-rtp') energy += report.totalAudioEnergy ?? 0;
    return energy;
  });
}

/** Keeps every RTCPeerConnection the page makes, so that its statistics can be read. Call before the first page. */
export async function observePeers({ context }: Participant): Promise<void> {
  await context.addInitScript(() => {
    const observed: RTCPeerConnection[] = [];
    (globalThis as unknown as { observedPeers: RTCPeerConnection[] }).observedPeers = observed;
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...args);
        observed.push(this);
      }
    };
  });
}

/** Downloads one person's track from the results page. */
export async function downloadTrack({ page }: Participant, name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: new RegExp(`Download.*${name}`, 'i') }).click(),
  ]);
  return readFile(await download.path());
}
