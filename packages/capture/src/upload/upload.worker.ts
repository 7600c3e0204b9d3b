import { serveRpc } from '../worker-rpc.ts';
import { TokenDesk } from './token-desk.ts';
import type { UploadMethods, UploadWorkerEvents } from './upload-protocol.ts';
import { UploadService } from './upload-service.ts';

declare const self: DedicatedWorkerGlobalScope;

const desk = new TokenDesk((request) => emit('tokenWanted', request));
let service: UploadService | undefined;

const emit = serveRpc<UploadWorkerEvents>(self, {
  configure: ({ apiBase }: Parameters<UploadMethods['configure']>[0]) => {
    service = new UploadService({
      apiBase,
      getToken: (meetingId, refresh) => desk.ask(meetingId, refresh),
      emit: (name, payload) => emit(name, payload),
    });
  },
  start: (takeKey: string) => service?.start(takeKey),
  abort: (takeKey: string) => service?.abort(takeKey),
  giveToken: (answer: Parameters<UploadMethods['giveToken']>[0]) => desk.receive(answer),
} satisfies { [Name in keyof UploadMethods]: (argument: never) => unknown });
