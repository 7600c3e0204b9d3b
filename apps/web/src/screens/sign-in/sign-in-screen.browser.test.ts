import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { organizerCredentials } from '../../model/organizer-credentials.ts';
import { SignInScreen } from './sign-in-screen.tsx';

const ANSWER = { token: 'organizer-token', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };

let spent: string[] = [];
let root: Root | undefined;
const realFetch = globalThis.fetch;

beforeEach(() => {
  spent = [];
  // A server that takes every code once and refuses those that say so.
  globalThis.fetch = async (_, init) => {
    const { code } = JSON.parse(init?.body as string) as { code: string };
    const isGood = !spent.includes(code) && !code.startsWith('old');
    spent.push(code);
    return isGood ? Response.json(ANSWER) : Response.json({ error: 'Used.', code: 'UNAUTHORIZED' }, { status: 401 });
  };
});

afterEach(() => {
  root?.unmount();
  document.body.replaceChildren();
  organizerCredentials.clear();
  globalThis.fetch = realFetch;
});

/** The page as the app shows it: in strict mode, which runs every effect twice. */
function open(address: string) {
  const router = createMemoryRouter(
    [
      { path: '/', element: createElement('p', null, 'The meetings') },
      { path: '/sign-in', element: createElement(SignInScreen) },
    ],
    { initialEntries: [address] },
  );
  const page = createElement(
    QueryClientProvider,
    { client: new QueryClient() },
    createElement(RouterProvider, { router }),
  );
  root = createRoot(document.body.appendChild(document.createElement('div')));
  root.render(createElement(StrictMode, null, page));
  return router;
}

const text = () => document.body.textContent ?? '';

test('a sign-in link is spent once, stored, and leaves no trace in the address', async () => {
  const router = open('/sign-in#code=good-code-0123456789');
  await vi.waitFor(() => expect(text()).toContain('The meetings'));
  expect(spent).toEqual(['good-code-0123456789']);
  expect(organizerCredentials.get()).toEqual(ANSWER);
  expect(router.state.location.hash).toBe('');
});

test('a used link says so, how to get a new one, and is out of the address', async () => {
  const router = open('/sign-in#code=old-code-0123456789');
  await vi.waitFor(() => expect(document.querySelector('[role=alert]')?.textContent).toContain('used before'));
  expect(text()).toContain('npm run sign-in');
  expect(spent).toHaveLength(1);
  expect(organizerCredentials.get()).toBeNull();
  expect(router.state.location).toMatchObject({ pathname: '/sign-in', hash: '' });
});

test('a link that was cut off is explained without asking the server', async () => {
  open('/sign-in#code=cut');
  await vi.waitFor(() => expect(text()).toContain('The end of this link is missing.'));
  expect(spent).toEqual([]);
});

test('a link opened while the page is already there is taken up', async () => {
  const router = open('/sign-in');
  await vi.waitFor(() => expect(text()).toContain('Get a link'));
  await router.navigate('/sign-in#code=later-code-0123456789');
  await vi.waitFor(() => expect(text()).toContain('The meetings'));
  expect(spent).toEqual(['later-code-0123456789']);
});
