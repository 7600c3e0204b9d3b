/**
 * Makes one channel of however many a device delivers, losing nothing of the voice.
 *
 * A channel that has only ever held digital zeros is an unconnected input (an interface with one
 * microphone on its left socket): averaging it in would halve the voice, so it is left out. The
 * channels that live are averaged; where they are equal, as with a mono microphone presented as
 * stereo, the average is exactly what each of them is. A channel counts as living from its first
 * non-zero sample on, so the level changes at most once per channel, practically always in warm-up.
 */
export class MonoMixer {
  readonly #living: boolean[] = [];

  /**
   * @param planes one array per channel, of equal length, each −1…1; at least one
   * @returns the mix; `planes[0]` itself when nothing had to be mixed
   */
  mix(planes: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> {
    const [first, ...others] = planes;
    if (first === undefined) throw new RangeError('a block without channels');
    if (others.length === 0) return first;
    const heard = planes.filter((plane, channel) => this.#isLiving(channel, plane));
    if (heard.length <= 1) return heard[0] ?? first;
    const mixed = new Float32Array(first.length);
    for (const plane of heard) for (let i = 0; i < mixed.length; i++) mixed[i]! += plane[i]!;
    for (let i = 0; i < mixed.length; i++) mixed[i]! /= heard.length;
    return mixed;
  }

  #isLiving(channel: number, plane: Float32Array): boolean {
    this.#living[channel] ||= plane.some((sample) => sample !== 0);
    return this.#living[channel];
  }
}
