import { serveRpc } from '../worker-rpc.ts';
import { PageDesk } from './page-desk.ts';
import type { LiveTakeQuestion, TokenQuestion, UploadMethods, UploadWorkerEvents } from './upload-protocol.ts';
import { UploadService } from './upload-service.ts';

declare const self: DedicatedWorkerGlobalScope;

const tokens = new PageDesk<TokenQuestion, string>((question) => emit('tokenWanted', question));
const liveTakes = new PageDesk<LiveTakeQuestion, MessagePort>((question) => emit('liveTakeWanted', question));
let service: UploadService | undefined;

async function getToken(meetingId: string, refresh: boolean): Promise<string> {
  const token = await tokens.ask({ meetingId, refresh });
  if (token === null) throw new Error('no token');
  return token;
}

const emit = serveRpc<UploadWorkerEvents>(self, {
  configure: ({ apiBase }: Parameters<UploadMethods['configure']>[0]) => {
    service = new UploadService({
      apiBase,
      getToken,
      openLiveTake: (takeKey) => liveTakes.ask({ takeKey }),
      emit: (name, payload) => emit(name, payload),
    });
  },
  start: (takeKey: string) => service?.start(takeKey),
  abort: (takeKey: string) => service?.abort(takeKey),
  setLinkPressure: (level: Parameters<UploadMethods['setLinkPressure']>[0]) => service?.setLinkPressure(level),
  giveToken: (given: Parameters<UploadMethods['giveToken']>[0]) => tokens.receive(given),
  giveLiveTake: (given: Parameters<UploadMethods['giveLiveTake']>[0]) => liveTakes.receive(given),
} satisfies { [Name in keyof UploadMethods]: (argument: never) => unknown });
