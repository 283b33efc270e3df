/** Reads the screenshots that the engines make: PNG, 8 bits a channel, not interlaced (https://www.w3.org/TR/png-3/). */

import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

/** @param {Buffer} png @returns {(x: number, y: number) => string} the colour of a pixel as `r,g,b` */
export function readPixels(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, type, , , interlaced] = png.subarray(24);
  assert.deepEqual([depth, interlaced, type === 2 || type === 6], [8, 0, true], 'a PNG of RGB or RGBA');
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const packed = inflateSync(Buffer.concat(parts));
  const size = type === 2 ? 3 : 4;
  const row = width * size;
  const pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const filter = packed[y * (row + 1)];
    for (let x = 0; x < row; x++) {
      const left = x < size ? 0 : pixels[y * row + x - size];
      const up = y ? pixels[(y - 1) * row + x] : 0;
      const corner = y && x >= size ? pixels[(y - 1) * row + x - size] : 0;
      const guess = left + up - corner;
      const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      pixels[y * row + x] = packed[y * (row + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][filter];
    }
  }
  return (x, y) => pixels.slice(y * row + x * size, y * row + x * size + 3).join();
}
