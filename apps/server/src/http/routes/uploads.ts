import { Router, type RequestHandler } from 'express';
import {
  initiateBodySchema,
  multipartCompleteBodySchema,
  partOneBodySchema,
  partUrlBodySchema,
  ROUTES,
  uploadCompleteBodySchema,
  uploadRefSchema,
  uploadUrlBodySchema,
} from '@audio-studio/contract';
import type { Studio } from '../../studio/studio.ts';
import { authenticated, parse } from '../request-context.ts';

export interface UploadRouteLimits {
  partUrls: RequestHandler[];
  initiateUpload: RequestHandler;
}

export function uploadRoutes(studio: Studio, limits: UploadRouteLimits): Router {
  const { authenticator, uploads, multipartUploads } = studio;
  const router = Router();

  router.post(
    ROUTES.uploadUrl,
    limits.initiateUpload,
    authenticated(authenticator, (request, by) => uploads.issueUrl(by, parse(uploadUrlBodySchema, request.body))),
  );
  router.post(
    ROUTES.uploadComplete,
    authenticated(authenticator, (request, by) => uploads.complete(by, parse(uploadCompleteBodySchema, request.body))),
  );
  router.post(
    ROUTES.multipartInitiate,
    limits.initiateUpload,
    authenticated(authenticator, (request, by) =>
      multipartUploads.initiate(by, parse(initiateBodySchema, request.body)),
    ),
  );
  router.post(
    ROUTES.multipartPartOne,
    ...limits.partUrls,
    authenticated(authenticator, (request, by) => {
      const { uploadId, checksum } = parse(partOneBodySchema, request.body);
      return multipartUploads.signPartOneCopy(by, uploadId, checksum);
    }),
  );
  router.post(
    ROUTES.multipartPartUrl,
    ...limits.partUrls,
    authenticated(authenticator, (request, by) => {
      const { partNumber, checksum, ...ref } = parse(partUrlBodySchema, request.body);
      return multipartUploads.signPart(by, ref, partNumber, checksum);
    }),
  );
  router.post(
    ROUTES.multipartComplete,
    authenticated(authenticator, (request, by) =>
      multipartUploads.complete(by, parse(multipartCompleteBodySchema, request.body)),
    ),
  );
  router.post(
    ROUTES.multipartAbort,
    authenticated(authenticator, async (request, by) => {
      await multipartUploads.abort(by, parse(uploadRefSchema, request.body));
      return { success: true };
    }),
  );
  router.get(
    ROUTES.multipartParts,
    authenticated(authenticator, (request, by) =>
      multipartUploads.listParts(by, parse(uploadRefSchema, request.query)),
    ),
  );
  return router;
}
