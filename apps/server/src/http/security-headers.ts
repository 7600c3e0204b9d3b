import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * Headers of every page and answer. Scripts and styles run only with the response's nonce or from files
 * of ours; the microphone is for our pages only.
 */
export function securityHeaders(options: { publicUrl: string }): RequestHandler[] {
  const { protocol, host, origin } = new URL(options.publicUrl);
  const isHttps = protocol === 'https:';
  const nonce = (_request: IncomingMessage, response: ServerResponse) => `'nonce-${cspNonce(response as Response)}'`;
  return [
    (_request, response, next) => {
      response.locals['cspNonce'] = randomBytes(16).toString('base64');
      response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=(), payment=()');
      next();
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'", nonce],
          styleSrc: ["'self'", nonce],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          // Signed URLs name the public address, by whatever name this page was opened.
          // Older Safari does not count a WebSocket of the same host as 'self'.
          connectSrc: ["'self'", origin, `${isHttps ? 'wss' : 'ws'}://${host}`],
          mediaSrc: ["'self'", origin, 'blob:'],
          workerSrc: ["'self'"],
          manifestSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          objectSrc: ["'none'"],
          ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: isHttps,
      xFrameOptions: { action: 'deny' },
    }),
  ];
}

export function cspNonce(response: Response): string {
  return response.locals['cspNonce'] as string;
}
