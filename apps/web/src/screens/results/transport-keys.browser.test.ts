import { afterEach, describe, expect, it } from 'vitest';
import { handleTransportKey } from './transport-keys.ts';

afterEach(() => document.body.replaceChildren());

/** Presses a key on an element made of `html`; tells what was asked of the playback. */
function press(html: string, key: string, modifiers: KeyboardEventInit = {}) {
  document.body.innerHTML = html;
  const asked: (string | number)[] = [];
  const playback = {
    positionSeconds: 40,
    durationSeconds: 100,
    toggle: () => asked.push('toggle'),
    seek: (seconds: number) => asked.push(seconds),
  };
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers });
  document.body.firstElementChild!.addEventListener('keydown', (heard) =>
    handleTransportKey(heard as KeyboardEvent, playback),
  );
  document.body.firstElementChild!.dispatchEvent(event);
  return { asked, isTaken: event.defaultPrevented };
}

const SLIDER = '<div role="slider" tabindex="0" aria-valuenow="0"></div>';

describe('transport keys', () => {
  it.each([
    [' ', ['toggle']],
    ['ArrowLeft', [35]],
    ['ArrowRight', [45]],
  ])('%j works anywhere on the page', (key, asked) => {
    expect(press('<p>text</p>', key)).toEqual({ asked, isTaken: true });
  });

  it.each([
    ['Home', [0]],
    ['End', [100]],
    ['PageUp', [70]],
    ['PageDown', [10]],
    ['ArrowUp', [45]],
    ['ArrowDown', [35]],
  ])('%s moves the slider and scrolls elsewhere', (key, asked) => {
    expect(press(SLIDER, key)).toEqual({ asked, isTaken: true });
    expect(press('<p>text</p>', key)).toEqual({ asked: [], isTaken: false });
  });

  it.each(['<button>x</button>', '<input />', '<a href="#x">x</a>', '<textarea></textarea>'])(
    'leaves keys to %s',
    (html) => {
      expect(press(html, ' ')).toEqual({ asked: [], isTaken: false });
    },
  );

  it('leaves the browser its own shortcuts', () => {
    expect(press('<p>text</p>', 'ArrowLeft', { altKey: true })).toEqual({ asked: [], isTaken: false });
  });
});
