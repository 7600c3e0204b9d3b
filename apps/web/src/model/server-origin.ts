/** Where the sockets go: empty for the page's own origin. */
export const SERVER_ORIGIN: string = import.meta.env['VITE_SERVER_URL'] ?? '';

/** Where REST goes, without `/api`: that is part of every path. */
export const API_ORIGIN: string = (import.meta.env['VITE_API_URL'] ?? '/api').replace(/\/api\/?$/, '');
