import { useState } from 'react';
import { OrganizerHome } from './organizer-home.tsx';
import { useOrganizerSignIn } from './use-organizer-sign-in.ts';
import { Welcome } from './welcome.tsx';

/** `/`: the organizer's meetings, or who does what here for everyone else. */
export function HomeScreen() {
  const { token, isRemembered } = useOrganizerSignIn();
  const [refusedToken, setRefusedToken] = useState<string | null>(null);
  if (token !== null && token !== refusedToken) {
    return <OrganizerHome key={token} token={token} onRefused={() => setRefusedToken(token)} />;
  }
  return <Welcome hasEnded={isRemembered} />;
}
