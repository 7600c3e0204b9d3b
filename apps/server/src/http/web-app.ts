import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { cspNonce } from './security-headers.ts';

/** What the build leaves in `index.html` where each answer's nonce belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** The built web app: hashed files for ever, its page fresh each time and for every address of the app. */
export function webApp(webRoot: string): Router {
  const router = Router();
  router.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { index: false, immutable: true, maxAge: '365d', fallthrough: false }),
  );
  router.use(
    express.static(webRoot, {
      index: false,
      redirect: false,
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  router.get('/{*path}', sendPage(webRoot));
  return router;
}

/** The page, for whatever address of the app a browser asks for. */
function sendPage(webRoot: string): RequestHandler {
  return async (request, response, next) => {
    const { path } = request;
    if (path.startsWith('/api/') || path.startsWith('/objects/') || !request.accepts('html')) {
      next();
      return;
    }
    const page = await readPage(webRoot);
    if (page === undefined) {
      response.status(503).type('text/plain').send('The web app has not been built yet: run `npm run build:web`.');
      return;
    }
    response
      .set('Cache-Control', 'no-cache')
      .type('html')
      .send(page.replaceAll(NONCE_PLACEHOLDER, cspNonce(response)));
  };
}

/** Read for each visit: it is small, and a new build is served without a restart. */
async function readPage(webRoot: string): Promise<string | undefined> {
  try {
    return await readFile(join(webRoot, 'index.html'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
