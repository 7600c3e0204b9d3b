export interface ClosingState {
  /** A take runs, or is being saved. */
  isTaking: boolean;
  /** Every track of this computer's is on the server. */
  ownAreSent: boolean;
  /** An earlier take lies here unsent. */
  hasOrphans: boolean;
}

/** Whether the window may be closed; said exactly when it is true. */
export function closingWords({ isTaking, ownAreSent, hasOrphans }: ClosingState): string {
  if (isTaking) return 'A take is running: please keep this window open.';
  if (!ownAreSent) return 'Please keep this window open until your track has arrived.';
  if (hasOrphans) return 'An earlier recording has not been uploaded yet: see above.';
  return 'You can close this window.';
}
