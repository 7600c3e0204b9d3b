import { useSyncExternalStore } from 'react';
import { organizerCredentials, validOrganizerToken } from '../../model/organizer-credentials.ts';

export interface OrganizerSignIn {
  /** Good by this browser's clock; the server may still refuse it. Null: nobody is signed in here now. */
  token: string | null;
  /** Somebody is, or was until the token ended. */
  isRemembered: boolean;
}

export function useOrganizerSignIn(): OrganizerSignIn {
  const token = useSyncExternalStore(organizerCredentials.subscribe, currentToken);
  const isRemembered = useSyncExternalStore(organizerCredentials.subscribe, hasCredentials);
  return { token, isRemembered };
}

const currentToken = () => validOrganizerToken(organizerCredentials.get(), Date.now());
const hasCredentials = () => organizerCredentials.get() !== null;
