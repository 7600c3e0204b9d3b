/** Addresses of the web app that other parts of the product hand out. Secrets go behind `#`, which is never sent. */

/** The page an invite opens. */
export function inviteUrl(publicUrl: string, meetingId: string, token: string): string {
  return `${publicUrl}/room/${meetingId}/green-room#invite=${token}`;
}

/** The page a one-time sign-in code opens. */
export function signInUrl(publicUrl: string, code: string): string {
  return `${publicUrl}/sign-in#code=${code}`;
}
