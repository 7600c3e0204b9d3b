import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { PeerLink, type PeerSignal } from './peer-link.ts';
import { FakePeerConnection } from './testing/fake-peer-connection.ts';

const stream = { getTracks: () => [{}] } as unknown as MediaStream;

function openLink({ polite, clock = new ManualClock() }: { polite: boolean; clock?: ManualClock }) {
  const connection = new FakePeerConnection(polite ? 'polite' : 'impolite');
  const sent: PeerSignal[] = [];
  const link = new PeerLink({
    polite,
    localStream: stream,
    createConnection: () => connection.as(),
    send: (signal) => sent.push(signal),
    clock,
  });
  return { connection, link, sent, clock };
}

/** Two links whose signals reach each other at once, in order. */
function openPair({ delayPolite = true } = {}) {
  const clock = new ManualClock();
  const host = openLink({ polite: false, clock });
  const guest = openLink({ polite: true, clock });
  const exchange = async () => {
    if (delayPolite) await clock.advance(0);
    while (host.sent.length + guest.sent.length > 0) {
      for (const signal of host.sent.splice(0)) await guest.link.receive(signal);
      for (const signal of guest.sent.splice(0)) await host.link.receive(signal);
    }
  };
  return { host, guest, clock, exchange };
}

const isStable = ({ connection }: { connection: FakePeerConnection }) =>
  connection.signalingState === 'stable' && connection.remoteDescription !== null;

describe('PeerLink', () => {
  it('lets the impolite side make the first offer', async () => {
    const { host, guest, exchange } = openPair();
    await exchange();
    expect(host.connection.localDescription?.type).toBe('offer');
    expect(guest.connection.localDescription?.sdp).toBe('polite answers impolite offer 1');
    expect([isStable(host), isStable(guest)]).toEqual([true, true]);
  });

  it('offers from the polite side when nothing comes', async () => {
    const { connection, sent, clock } = openLink({ polite: true });
    await clock.advance(2_000);
    expect(sent).toEqual([]);
    await clock.advance(1_000);
    expect(sent).toMatchObject([{ kind: 'description', description: { type: 'offer' } }]);
    expect(connection.signalingState).toBe('have-local-offer');
  });

  it('settles when both offer at once', async () => {
    const { host, guest, clock, exchange } = openPair({ delayPolite: false });
    await clock.advance(3_000);
    expect(host.sent).toMatchObject([{ description: { type: 'offer' } }]);
    expect(guest.sent).toMatchObject([{ description: { type: 'offer' } }]);
    await exchange();
    expect([isStable(host), isStable(guest)]).toEqual([true, true]);
    expect(host.connection.remoteDescription?.sdp).toBe('polite answers impolite offer 1');
  });

  it('keeps candidates until there is a remote description, in order', async () => {
    const { connection, link } = openLink({ polite: true });
    await link.receive({ kind: 'candidate', candidate: { candidate: 'one' } });
    await link.receive({ kind: 'candidate', candidate: { candidate: 'two' } });
    expect(connection.candidates).toEqual([]);
    await link.receive({ kind: 'description', description: { type: 'offer', sdp: 'x' } });
    await link.receive({ kind: 'candidate', candidate: { candidate: 'three' } });
    await link.receive({ kind: 'candidate', candidate: null });
    expect(connection.candidates.map(({ candidate }) => candidate)).toEqual(['one', 'two', 'three']);
  });

  it('survives an answer to nothing', async () => {
    const { link, connection } = openLink({ polite: true });
    await link.receive({ kind: 'description', description: { type: 'answer', sdp: 'stale' } });
    await link.receive({ kind: 'description', description: { type: 'offer', sdp: 'x' } });
    expect(connection.localDescription?.sdp).toBe('polite answers x');
  });

  it('restarts at once when it failed, again and again until it stands', async () => {
    const { connection, clock, link, sent } = openLink({ polite: false });
    await clock.advance(0);
    connection.signalingState = 'stable';
    connection.become('failed');
    await clock.advance(0);
    expect([link.state, connection.restarts]).toEqual(['failed', 1]);
    // Nobody answers the restart: its offer is sent again.
    await clock.advance(8_000);
    expect(sent.map((signal) => signal.kind === 'description' && signal.description.sdp)).toEqual([
      'impolite offer 1',
      'impolite offer 2',
      'impolite offer 2',
    ]);
    connection.become('connected');
    await clock.advance(60_000);
    expect([link.state, connection.restarts, sent.length]).toEqual(['connected', 1, 3]);
  });

  it('gives a short interruption time to heal', async () => {
    const { connection, clock } = openLink({ polite: false });
    await clock.advance(0);
    connection.signalingState = 'stable';
    connection.become('connected');
    connection.become('disconnected');
    await clock.advance(3_000);
    connection.become('connected');
    await clock.advance(20_000);
    expect(connection.restarts).toBe(0);
    connection.become('disconnected');
    await clock.advance(4_000);
    expect(connection.restarts).toBe(1);
  });

  it('does not wait for ever for a connection that never comes', async () => {
    const { connection, clock, link } = openLink({ polite: true });
    await link.receive({ kind: 'description', description: { type: 'offer', sdp: 'x' } });
    await clock.advance(8_000);
    expect(connection.restarts).toBe(0);
    await clock.advance(2_000);
    expect(connection.restarts).toBe(1);
  });

  it('sends an offer again that nobody answers', async () => {
    const { connection, clock, sent } = openLink({ polite: false });
    await clock.advance(5_000);
    expect([sent.length, connection.restarts]).toEqual([2, 0]);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('is silent once closed', async () => {
    const { connection, clock, link, sent } = openLink({ polite: true });
    link.close();
    link.close();
    await link.receive({ kind: 'description', description: { type: 'offer', sdp: 'x' } });
    await clock.advance(60_000);
    expect([connection.closed, sent, connection.restarts]).toEqual([true, [], 0]);
  });

  it('changes the track without a negotiation', async () => {
    const { connection, link, sent } = openLink({ polite: true });
    const track = {} as MediaStreamTrack;
    await link.replaceTrack(track);
    expect([connection.replaced, sent]).toEqual([[track], []]);
  });
});
