import { meetingIdSchema, signInBodySchema } from '@audio-studio/contract';

const IN_A_LINK = /(?:^|[#&?/])code=([\w-]*)/;

/** What somebody gave as their sign-in link: the code in it, or why there is none. */
export type SignInCode = { kind: 'code'; code: string } | { kind: 'none' } | { kind: 'unreadable'; reason: string };

/** The one-time code in a page address's hash. */
export function codeInHash(hash: string): SignInCode {
  return IN_A_LINK.test(hash) ? checked(IN_A_LINK.exec(hash)![1]!, 'link') : { kind: 'none' };
}

/** The one-time code in what a person pasted: the whole printed link, a part of it, or the code alone. */
export function codeInText(text: string): SignInCode {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'unreadable', reason: 'Paste the sign-in link, or the code at its end.' };
  const linked = IN_A_LINK.exec(trimmed);
  if (linked !== null) return checked(linked[1]!, 'link');
  if (trimmed.includes('#invite=')) {
    return {
      kind: 'unreadable',
      reason: 'This is an invitation to a meeting. Open it as it is; you need no sign-in for it.',
    };
  }
  if (meetingIdSchema.safeParse(trimmed).success) {
    return { kind: 'unreadable', reason: 'This is the id of a meeting. A sign-in link has “#code=” in it.' };
  }
  return checked(trimmed, 'text');
}

function checked(code: string, from: 'link' | 'text'): SignInCode {
  if (signInBodySchema.shape.code.safeParse(code).success) return { kind: 'code', code };
  return {
    kind: 'unreadable',
    reason:
      from === 'link'
        ? 'The end of this link is missing. Copy the whole line that the server printed.'
        : 'This is no sign-in link. It looks like “…/sign-in#code=…”.',
  };
}
