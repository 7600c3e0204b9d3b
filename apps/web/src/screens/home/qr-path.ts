import { encode } from 'uqr';

/** Light modules around the code that scanners need to find it. */
const QUIET_ZONE_MODULES = 3;

export interface QrPath {
  /** Side of the square with its quiet zone, modules: the view box of `d`. */
  size: number;
  /** SVG path of the dark modules, one horizontal run at a time. */
  d: string;
}

/** A text as a QR code of the lowest density that holds it. */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET_ZONE_MODULES });
  let d = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x++;
      d += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
    }
  }
  return { size, d };
}
