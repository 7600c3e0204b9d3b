import type { Levels } from '@audio-studio/capture';
import { systemClock, type Clock, type Emitter } from '@audio-studio/flow';

export type HeadphonesVerdict =
  /** The microphone does not hear the tone. */
  | { kind: 'clean' }
  /** The microphone hears the tone this much over the room, dB. */
  | { kind: 'bleeds'; riseDb: number }
  /** Somebody spoke or something moved: the tone could not be told from it. */
  | { kind: 'unclear' };

export interface HeadphonesCheckOptions {
  events: Emitter<{ levels: Levels }> | { on(name: 'levels', listener: (levels: Levels) => void): () => void };
  /** Starts the tone; returns the end of it. */
  playTone: () => () => void;
  clock?: Clock;
  signal?: AbortSignal;
}

const PHASE_MS = 450;
const ROUNDS = 4;
const SETTLE_SLICES = 4;
const BLEED_RISE_DB = 6;

/**
 * Plays a tone four times with pauses between, and compares how loud the microphone is with and without
 * it. With headphones on both are the room; with speakers the tone stands out each time. Medians, so one
 * cough does not decide; rounds that disagree are reported as unclear, never as clean.
 *
 * @throws the signal's reason when aborted
 */
export async function checkHeadphones(options: HeadphonesCheckOptions): Promise<HeadphonesVerdict> {
  const { clock = systemClock, signal } = options;
  const rises: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const quietDbfs = await measure(options, clock, signal);
    const stopTone = options.playTone();
    try {
      rises.push((await measure(options, clock, signal)) - quietDbfs);
    } finally {
      stopTone();
    }
  }
  const high = rises.filter((rise) => rise >= BLEED_RISE_DB);
  if (high.length === ROUNDS) return { kind: 'bleeds', riseDb: median(rises) };
  if (high.length === 0 && rises.every((rise) => rise > -BLEED_RISE_DB)) return { kind: 'clean' };
  return { kind: 'unclear' };
}

async function measure(options: HeadphonesCheckOptions, clock: Clock, signal?: AbortSignal): Promise<number> {
  const levels: number[] = [];
  const end = options.events.on('levels', ({ rmsDbfs }) => levels.push(rmsDbfs));
  try {
    await clock.sleep(PHASE_MS, signal);
  } finally {
    end();
  }
  // The first slices still hold what came before: sound takes its way through two audio systems.
  return median(levels.slice(Math.min(SETTLE_SLICES, levels.length - 1)));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? -100;
}

/** A soft 1 kHz tone on the device people hear the partner on. */
export function playTone(): () => void {
  const context = new AudioContext();
  const gain = context.createGain();
  const oscillator = context.createOscillator();
  oscillator.frequency.value = 1_000;
  // Ramps, because a tone that starts at once clicks.
  gain.gain.setValueAtTime(0, context.currentTime);
  gain.gain.linearRampToValueAtTime(0.2, context.currentTime + 0.02);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  return () => {
    gain.gain.linearRampToValueAtTime(0, context.currentTime + 0.02);
    setTimeout(() => void context.close(), 60);
  };
}
