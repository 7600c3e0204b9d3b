import { useEffect, useRef } from 'react';
import type { SoundSource } from '../model/live-sound.ts';
import { CanvasPainter, type Frame } from './canvas-painter.ts';
import { PeakHistory } from './peak-history.ts';

const CAPACITY = 3_600;
const STEP_PIXELS = 1.5;

/**
 * The last seconds of a voice, newest on the right, one line for each 1/60 s from its lowest to its
 * highest sample. What is being recorded is drawn in the colour of recording.
 */
export function LiveWaveform({ source, tone }: { source: SoundSource; tone: 'own' | 'partner' }) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const history = new PeakHistory(CAPACITY);
    const painter = new CanvasPainter(canvas.current!, (frame) => {
      paintWaveform(frame, history, tone);
      return false;
    });
    const end = source(({ peaks, recorded }) => {
      history.push(peaks, recorded);
      painter.invalidate();
    });
    return () => {
      end();
      painter.close();
    };
  }, [source, tone]);

  return <canvas ref={canvas} aria-hidden className="block h-full w-full" />;
}

function paintWaveform({ context, width, height, ink }: Frame, history: PeakHistory, tone: 'own' | 'partner'): void {
  const middle = height / 2;
  context.fillStyle = ink('--line');
  context.fillRect(0, Math.round(middle), width, 1);
  const quiet = tone === 'own' ? ink('--wave') : ink('--wave-partner');
  const recording = ink('--rec');
  // Whole groups of pairs share a line, fixed to the count ever written, so nothing shimmers as it moves.
  const pairsPerLine = 2;
  const newestLine = Math.floor(history.written / pairsPerLine);
  const lines = Math.min(Math.ceil(width / (2 * STEP_PIXELS)), newestLine);
  for (let line = 0; line < lines; line += 1) {
    const firstAge = (history.written % pairsPerLine) + line * pairsPerLine;
    let low = 0;
    let high = 0;
    let recorded = false;
    for (let age = firstAge; age < firstAge + pairsPerLine; age += 1) {
      const pair = history.at(age);
      if (pair === undefined) continue;
      low = Math.min(low, pair.low);
      high = Math.max(high, pair.high);
      recorded ||= pair.recorded;
    }
    const top = middle - high * (middle - 2);
    const bottom = middle - low * (middle - 2);
    context.fillStyle = recorded ? recording : quiet;
    const x = width - (line + 1) * 2 * STEP_PIXELS;
    context.fillRect(x, top, 2, Math.max(1, bottom - top));
  }
}
