import type { QuantizedImage } from "./image.ts";

const halfwords = 9;

/** Q4_0: `d f16, qs[16]`, w = d·(nibble − 8); the low nibbles are elements 0–15, the high ones 16–31. */
export const q40: QuantizedImage = {
  kind: "quantized",
  bits: 4,
  blockSize: 32,
  transcode(blocks, values, scales) {
    const input = new Uint16Array(blocks.buffer, blocks.byteOffset, blocks.byteLength / 2);
    const output = new Uint16Array(values.buffer, values.byteOffset, values.byteLength / 2);
    const halves = new Uint16Array(scales.length);
    for (let b = 0, i = 0, o = 0; b < halves.length; b++, i += halfwords, o += 8) {
      halves[b] = input[i]!;
      for (let k = 0; k < 4; k++) {
        const x = input[i + 1 + 2 * k]!;
        const y = input[i + 2 + 2 * k]!;
        output[o + k] = (x & 15) | ((x >> 4) & 0xf0) | ((y & 15) << 8) | ((y << 4) & 0xf000);
        output[o + 4 + k] = ((x >> 4) & 15) | ((x >> 8) & 0xf0) | ((y << 4) & 0xf00) | (y & 0xf000);
      }
    }
    scales.set(new Float16Array(halves.buffer));
  },
};
