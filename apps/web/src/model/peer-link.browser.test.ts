import { afterEach, expect, it } from 'vitest';
import { PeerLink, type PeerSignal } from './peer-link.ts';

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function tone(): MediaStream {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const output = context.createMediaStreamDestination();
  oscillator.connect(output);
  oscillator.start();
  open.push({ close: () => void context.close() });
  return output.stream;
}

/** A link whose signals go through `relay`, which may hold or drop them. */
function link(polite: boolean, relay: (signal: PeerSignal) => void): PeerLink {
  const opened = new PeerLink({
    polite,
    localStream: tone(),
    createConnection: () => new RTCPeerConnection(),
    send: relay,
  });
  open.push(opened);
  return opened;
}

const becomes = (peer: PeerLink, state: string) => expect.poll(() => peer.state, { timeout: 20_000 }).toBe(state);

it('connects two real connections and brings sound in both directions', async () => {
  const streams: MediaStream[] = [];
  const host = link(false, (signal) => void guest.receive(structuredClone(signal)));
  const guest = link(true, (signal) => void host.receive(structuredClone(signal)));
  host.events.on('stream', (stream) => streams.push(stream));
  guest.events.on('stream', (stream) => streams.push(stream));
  await Promise.all([becomes(host, 'connected'), becomes(guest, 'connected')]);
  await expect.poll(() => streams.length).toBe(2);
  expect(streams.every((stream) => stream.getAudioTracks()[0]?.readyState === 'live')).toBe(true);
});

it('connects although the first offer was lost', async () => {
  let lost = 0;
  const host = link(false, (signal) => {
    if (signal.kind === 'description' && lost === 0) lost += 1;
    else void guest.receive(structuredClone(signal));
  });
  const guest = link(true, (signal) => void host.receive(structuredClone(signal)));
  await Promise.all([becomes(host, 'connected'), becomes(guest, 'connected')]);
  expect(lost).toBe(1);
});
