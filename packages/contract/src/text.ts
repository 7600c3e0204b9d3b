import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * Characters that make text lie about itself: controls (NUL, escape, line breaks) and the marks that
 * reorder or hide what follows (bidi overrides and isolates, zero-width joins at the edges of words).
 */
const DECEPTIVE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
const PATH_LIKE = /[/\\]|^\.+$/;

const oneLine = (maxLength: number, what: string) =>
  z
    .string()
    .max(maxLength, `${what} is longer than ${maxLength} characters`)
    .refine((text) => !DECEPTIVE.test(text), `${what} contains control or invisible characters`)
    .transform((text) => text.trim())
    .refine((text) => text.length > 0, `${what} is empty`);

/** A meeting's title: one line, 1–255 characters. */
export const titleSchema = oneLine(LIMITS.TITLE_MAX_LENGTH, 'Title');

/** A person's name: one line, 1–255 characters, nothing that reads as a path. */
export const nameSchema = oneLine(LIMITS.NAME_MAX_LENGTH, 'Name').refine(
  (name) => !PATH_LIKE.test(name),
  'Name contains a path separator',
);

export const emailSchema = z.email('Email is not an address').max(254);

/** Chat may span lines; other control characters and reordering marks may not pass. */
export const chatTextSchema = z
  .string()
  .min(1)
  .max(LIMITS.CHAT_MAX_LENGTH)
  .refine((text) => !DECEPTIVE.test(text.replaceAll('\n', '')), 'Message contains control or invisible characters');
