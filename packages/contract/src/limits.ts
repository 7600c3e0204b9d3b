/** Business limits of the Studio. Sizes are bytes; durations carry their unit in the name. */

const MEGABYTE = 1024 * 1024;

export const LIMITS = {
  /** People who may be in one meeting at the same time. */
  MAX_PARTICIPANTS: 2,
  /** Largest track, bytes (5 GB: what one multipart object may hold here). */
  MAX_FILE_SIZE: 5 * 1024 * MEGABYTE,
  /** Smallest multipart part but the last, bytes. */
  MIN_PART_SIZE: 5 * MEGABYTE,
  /** Largest multipart part, bytes. */
  MAX_PART_SIZE: 100 * MEGABYTE,
  /** Highest part number. */
  MAX_PARTS: 10_000,
  /** Part size our own uploader uses, bytes; also the largest file sent as one PUT. */
  UPLOAD_PART_SIZE: 10 * MEGABYTE,
  /** Parts our own uploader sends at the same time. */
  UPLOAD_CONCURRENCY: 3,

  /** Lifetime of a signed download URL, seconds. */
  PRESIGNED_URL_EXPIRY: 3600,
  /** Lifetime of a signed upload URL, seconds. */
  UPLOAD_URL_EXPIRY: 900,

  /** A track whose owner has been gone this long is completed from the parts that arrived, milliseconds. */
  SALVAGE_AFTER_MS: 15 * 60_000,

  /** Longest wait for a replaced socket to be gone everywhere, milliseconds. */
  GHOST_SOCKET_DELAY_MS: 800,
  /** Socket.IO ping interval, milliseconds. */
  SOCKET_PING_INTERVAL: 10_000,
  /** Socket.IO gives a silent peer up after this, milliseconds. */
  SOCKET_PING_TIMEOUT: 15_000,
  /** Largest Socket.IO message accepted, bytes. An SDP with many candidates is about 10 kB. */
  SOCKET_MAX_MESSAGE_BYTES: 64 * 1024,

  TITLE_MAX_LENGTH: 255,
  NAME_MAX_LENGTH: 255,
  CHAT_MAX_LENGTH: 2000,

  /** Media types a track may be stored as. */
  ALLOWED_CONTENT_TYPES: ['audio/webm', 'audio/mp3', 'audio/wav', 'audio/ogg', 'video/webm', 'video/mp4'],
} as const;

/** What the three HTTP rate limiters allow. */
export const RATE_LIMITS = {
  /** Every API route, per address. */
  general: { windowMs: 60_000, max: 100 },
  /** Part URLs, per address and upload. */
  multipart: { windowMs: 1_000, max: 10 },
  /** Starting an upload, per address. */
  initiateUpload: { windowMs: 60_000, max: 100 },
} as const;

/** How a client holds on to its socket. */
export const SOCKET_RECONNECTION = {
  reconnection: true,
  reconnectionAttempts: 5,
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 5_000,
} as const;

/** How often clients report, milliseconds. */
export const REPORT_INTERVALS = {
  micCheckMs: 1_000,
  audioMetricsMs: 5_000,
} as const;
