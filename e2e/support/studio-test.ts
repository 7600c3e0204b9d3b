import { test as base } from '@playwright/test';
import { openParticipant, type Participant, type ParticipantOptions } from './participant.ts';
import { startStudioServer, type StudioServer } from './studio-server.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** A server of this test's own. */
  server: StudioServer;
  /** Opens one person's browser; it is closed with the test. */
  arrive: (options?: ParticipantOptions) => Promise<Participant>;
}

/** A test with its own server and browsers. When it fails, what they printed goes into the report. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the wanted fixtures off this pattern
  server: async ({}, use, testInfo) => {
    const server = await startStudioServer();
    await use(server);
    await server.stop();
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach('server.log', { body: server.output(), contentType: 'text/plain' });
  },
  // oxlint-disable-next-line no-empty-pattern -- as above
  arrive: async ({}, use, testInfo) => {
    const people: Participant[] = [];
    await use(async (options) => {
      const participant = await openParticipant(options);
      people.push(participant);
      return participant;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { page, log }] of failed ? people.entries() : []) {
      const name = `browser-${index + 1}`;
      await testInfo.attach(`${name}.log`, { body: log.join('\n'), contentType: 'text/plain' });
      await testInfo.attach(`${name}.png`, { body: await page.screenshot(), contentType: 'image/png' });
    }
    // Last come, first gone: who came back to a profile lets go of it before its first owner removes it.
    for (const participant of people.toReversed()) await participant.close();
  },
});
