import { THRESHOLDS } from '@audio-studio/contract';
import { useEffect, useRef } from 'react';
import type { SoundSource } from '../model/live-sound.ts';
import { CanvasPainter, type Frame } from './canvas-painter.ts';
import { LevelBallistics } from './level-ballistics.ts';
import { LEVEL_TICKS, levelPosition } from './level-scale.ts';

const HOT_DBFS = -9;
const GONE_DBFS = -99;
const ANNOUNCE_EVERY_MS = 1_000;

/**
 * A level meter in dBFS: a bar for the level, a line for the held peak, the target band drawn in. Drawn
 * from the sound itself; what assistive technology reads is refreshed once a second.
 */
export function LevelMeter({ source, label, marks = true }: { source: SoundSource; label: string; marks?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const meter = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const ballistics = new LevelBallistics();
    const seconds = () => performance.now() / 1000;
    const painter = new CanvasPainter(canvas.current!, (frame) => {
      const level = ballistics.read(seconds());
      paintMeter(frame, level);
      return level.peakDbfs > GONE_DBFS;
    });
    let announcedMs = 0;
    const end = source((slice) => {
      ballistics.push(slice, seconds());
      painter.invalidate();
      if (performance.now() - announcedMs < ANNOUNCE_EVERY_MS) return;
      announcedMs = performance.now();
      describe(meter.current!, slice.rmsDbfs);
    });
    return () => {
      end();
      painter.close();
    };
  }, [source]);

  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the native meter draws itself and cannot hold a canvas
    <div ref={meter} role="meter" aria-label={label} aria-valuemin={-60} aria-valuemax={0} aria-valuenow={-60}>
      <canvas ref={canvas} aria-hidden className="block h-5 w-full" />
      {marks && (
        <div aria-hidden className="relative mt-1 h-4 text-[11px] text-ink-faint numeral">
          {LEVEL_TICKS.map((dbfs) => (
            <span
              key={dbfs}
              className="absolute -translate-x-1/2 first:translate-x-0 last:-translate-x-full"
              style={{ left: `${levelPosition(dbfs) * 100}%` }}
            >
              {dbfs === 0 ? '0' : `−${-dbfs}`}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function paintMeter({ context, width, height, ink }: Frame, level: { levelDbfs: number; peakDbfs: number }): void {
  const at = (dbfs: number) => levelPosition(dbfs) * width;
  context.fillStyle = ink('--sunken');
  context.beginPath();
  context.roundRect(0, 0, width, height, 4);
  context.fill();
  context.save();
  context.clip();
  const [bandFrom, bandTo] = [at(THRESHOLDS.TARGET_RMS_MIN), at(THRESHOLDS.TARGET_RMS_MAX)];
  context.fillStyle = ink('--accent-soft');
  context.fillRect(bandFrom, 0, bandTo - bandFrom, height);
  context.fillStyle = ink('--accent');
  context.fillRect(0, 4, at(Math.min(level.levelDbfs, HOT_DBFS)), height - 8);
  if (level.levelDbfs > HOT_DBFS) {
    context.fillStyle = ink('--amber');
    context.fillRect(at(HOT_DBFS), 4, at(level.levelDbfs) - at(HOT_DBFS), height - 8);
  }
  context.fillStyle = ink('--line-strong');
  for (const edge of [bandFrom, bandTo]) context.fillRect(Math.round(edge) - 0.5, 0, 1, height);
  if (level.peakDbfs > -60) {
    context.fillStyle = level.peakDbfs > HOT_DBFS ? ink('--amber') : ink('--ink');
    context.fillRect(Math.min(width - 2, at(level.peakDbfs)), 2, 2, height - 4);
  }
  context.restore();
}

function describe(meter: HTMLElement, rmsDbfs: number): void {
  const shown = Math.round(Math.max(-60, rmsDbfs));
  const { TARGET_RMS_MIN, TARGET_RMS_MAX } = THRESHOLDS;
  const words = shown < TARGET_RMS_MIN ? 'below the target' : shown > TARGET_RMS_MAX ? 'above the target' : 'on target';
  meter.setAttribute('aria-valuenow', String(shown));
  meter.setAttribute('aria-valuetext', `${shown} decibels, ${words}`);
}
