/** How well the live sound travels. Says nothing about the recording. */
export interface LinkQuality {
  rating: 'good' | 'fair' | 'poor';
  roundTripMs: number | null;
  /** Share of the partner's packets that did not arrive since the last reading, percent. */
  lossPercent: number;
  /** Share of ours that did not arrive at the partner, as they last told, percent. */
  sentLossPercent: number;
  /** Sum of the squared inbound samples' energy, as WebRTC counts it; grows while sound is heard. */
  inboundAudioEnergy: number;
}

/** Counters of the last reading: statistics count from the beginning, people hear the present. */
export interface StatsMemory {
  received: number;
  lost: number;
}

/**
 * Reads round trip and loss. Conversation suffers from about 300 ms there and back (ITU-T G.114 names
 * 150 ms one way) and concealment becomes audible from about 3 % loss.
 */
export function readLinkQuality(report: Iterable<[string, unknown]>, memory: StatsMemory): LinkQuality {
  let roundTripMs: number | null = null;
  let received = 0;
  let lost = 0;
  let sentLossPercent = 0;
  let inboundAudioEnergy = 0;
  for (const [, raw] of report) {
    const stats = raw as Record<string, unknown>;
    if (stats['type'] === 'candidate-pair' && stats['nominated'] === true && stats['state'] === 'succeeded')
      roundTripMs = numberOf(stats['currentRoundTripTime']) * 1000;
    if (stats['type'] === 'remote-inbound-rtp' && stats['kind'] === 'audio')
      sentLossPercent = Math.max(sentLossPercent, 100 * numberOf(stats['fractionLost']));
    if (stats['type'] === 'inbound-rtp' && stats['kind'] === 'audio') {
      received += numberOf(stats['packetsReceived']);
      lost += numberOf(stats['packetsLost']);
      inboundAudioEnergy += numberOf(stats['totalAudioEnergy']);
    }
  }
  const newReceived = Math.max(0, received - memory.received);
  const newLost = Math.max(0, lost - memory.lost);
  memory.received = received;
  memory.lost = lost;
  const lossPercent = newReceived + newLost === 0 ? 0 : (100 * newLost) / (newReceived + newLost);
  return { rating: rate(roundTripMs ?? 0, lossPercent), roundTripMs, lossPercent, sentLossPercent, inboundAudioEnergy };
}

function rate(roundTripMs: number, lossPercent: number): LinkQuality['rating'] {
  if (roundTripMs > 600 || lossPercent > 8) return 'poor';
  if (roundTripMs > 300 || lossPercent > 3) return 'fair';
  return 'good';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
