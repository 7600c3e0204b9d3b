import { THEME_CHANGED } from '../model/theme.ts';

/** The colours canvases draw with, as the page's style names them. */
export type Ink = (name: `--${string}`) => string;

export interface Frame {
  context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width: number;
  height: number;
  ink: Ink;
  reducedMotion: boolean;
}

/**
 * Paints a canvas when something changed, at most once per displayed frame, sharp on every screen and in
 * the colours of the present theme. React is not involved: sound arrives thirty times a second.
 */
export class CanvasPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #paint: (frame: Frame) => boolean;
  readonly #observer: ResizeObserver;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #colors = new Map<string, string>();
  #request = 0;

  /** `paint` answers whether it wants another frame although nothing new arrives (something is falling). */
  constructor(canvas: HTMLCanvasElement, paint: (frame: Frame) => boolean) {
    this.#canvas = canvas;
    this.#paint = paint;
    this.#observer = new ResizeObserver(() => this.invalidate());
    this.#observer.observe(canvas);
    document.addEventListener(THEME_CHANGED, this.#handleTheme);
    this.invalidate();
  }

  readonly invalidate = (): void => {
    if (this.#request === 0) this.#request = requestAnimationFrame(() => this.#draw());
  };

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#observer.disconnect();
    document.removeEventListener(THEME_CHANGED, this.#handleTheme);
  }

  readonly #handleTheme = (): void => {
    this.#colors.clear();
    this.invalidate();
  };

  readonly #ink: Ink = (name) => {
    const known = this.#colors.get(name) ?? getComputedStyle(this.#canvas).getPropertyValue(name).trim();
    this.#colors.set(name, known);
    return known;
  };

  #draw(): void {
    this.#request = 0;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const context = this.#canvas.getContext('2d');
    if (context === null || width === 0 || height === 0) return;
    const scale = devicePixelRatio;
    const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.#canvas.width !== pixelWidth || this.#canvas.height !== pixelHeight) {
      this.#canvas.width = pixelWidth;
      this.#canvas.height = pixelHeight;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const reducedMotion = this.#reducedMotion.matches;
    if (this.#paint({ context, width, height, ink: this.#ink, reducedMotion })) this.invalidate();
  }
}
