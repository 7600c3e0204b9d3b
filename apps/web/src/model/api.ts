import { ApiClient } from './api-client.ts';
import { API_ORIGIN } from './server-origin.ts';

/** The server this page belongs to. */
export const api = new ApiClient({ origin: API_ORIGIN });
