import { PROCESSING_QUEUE, type ObjectStore, type Queues, type Tables } from '@audio-studio/ports';
import type { Clock } from '@audio-studio/flow';
import { Authenticator } from '../auth/authenticator.ts';
import type { OidcSettings } from '../auth/oidc-verifier.ts';
import { SignInCodes } from '../auth/sign-in-codes.ts';
import { TokenSigner } from '../auth/token-signer.ts';
import type { Logger } from '../log.ts';
import { Invitations } from './invitations.ts';
import { LiveMetrics } from './live-metrics.ts';
import { MeetingAccess } from './meeting-access.ts';
import { MeetingDeletion } from './meeting-deletion.ts';
import { Meetings } from './meetings.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { Presences } from './presences.ts';
import { ProcessingResults } from './processing-results.ts';
import { ProcessingTrigger } from './processing-trigger.ts';
import { Recordings } from './recordings.ts';
import { RoomEntry } from './room-entry.ts';
import type { RoomGateway } from './room-gateway.ts';
import { Salvage } from './salvage.ts';
import { Seating } from './seating.ts';
import { Stats } from './stats.ts';
import { openStudioTables } from './tables.ts';
import { Takes } from './takes.ts';
import { TrackCompletion } from './track-completion.ts';
import { UploadPermits } from './upload-permits.ts';
import { Uploads } from './uploads.ts';

export interface StudioDeps {
  tables: Tables;
  objects: ObjectStore;
  queues: Queues;
  gateway: RoomGateway;
  clock: Clock;
  log: Logger;
  jwtSecret: string;
  oidc?: OidcSettings | undefined;
  publicUrl: string;
  salvageAfterMs: number;
}

export type Studio = ReturnType<typeof createStudio>;

/** Every service of the Studio, put together. */
export function createStudio({ objects, gateway, clock, ...deps }: StudioDeps) {
  const tables = openStudioTables(deps.tables);
  const authenticator = new Authenticator({ jwtSecret: deps.jwtSecret, clock, oidc: deps.oidc });
  const signer = new TokenSigner(deps.jwtSecret, clock);
  const stats = new Stats(tables.stats);
  const access = new MeetingAccess(tables.meetings);
  const meetings = new Meetings({ tables, access, signer, clock, publicUrl: deps.publicUrl });
  const takes = new Takes({ tables, stats, clock });
  const seating = new Seating(tables.seatings, stats, gateway);
  const presences = new Presences(tables.presences, clock, deps.salvageAfterMs);
  const permits = new UploadPermits({ tables, access, takes, presences, clock });
  const trigger = new ProcessingTrigger({ tables, queue: deps.queues.open(PROCESSING_QUEUE), clock });
  const completion = new TrackCompletion({ tables, objects, trigger, gateway, clock });
  const multipartUploads = new MultipartUploads({ tables, objects, permits, completion, clock });
  return {
    tables,
    authenticator,
    signer,
    signInCodes: new SignInCodes(tables.signInCodes, clock),
    stats,
    access,
    meetings,
    invitations: new Invitations({ tables, access, authenticator, signer }),
    deletion: new MeetingDeletion({ tables, objects, stats, gateway, clock }),
    takes,
    trigger,
    seating,
    entry: new RoomEntry({ tables, access, meetings, seating, gateway, clock }),
    uploads: new Uploads({ tables, objects, permits, completion }),
    multipartUploads,
    presences,
    salvage: new Salvage({
      tables,
      objects,
      presences,
      multipartUploads,
      completion,
      takes,
      seating,
      clock,
      log: deps.log,
      salvageAfterMs: deps.salvageAfterMs,
    }),
    recordings: new Recordings({ tables, objects, access, takes, clock }),
    results: new ProcessingResults({ tables, objects, gateway }),
    liveMetrics: new LiveMetrics(clock),
    gateway,
  };
}
