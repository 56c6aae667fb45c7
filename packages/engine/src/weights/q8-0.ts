import type { QuantizedImage } from "./image.ts";

const halfwords = 17;

/** Q8_0: `d f16, qs int8[32]`, w = d·q; the stored byte is q + 128. */
export const q80: QuantizedImage = {
  kind: "quantized",
  bits: 8,
  blockSize: 32,
  transcode(blocks, values, scales) {
    const input = new Uint16Array(blocks.buffer, blocks.byteOffset, blocks.byteLength / 2);
    const output = new Uint16Array(values.buffer, values.byteOffset, values.byteLength / 2);
    const halves = new Uint16Array(scales.length);
    for (let b = 0, i = 0, o = 0; b < halves.length; b++, i += halfwords, o += 16) {
      halves[b] = input[i]!;
      for (let k = 0; k < 16; k++) output[o + k] = input[i + 1 + k]! ^ 0x8080;
    }
    scales.set(new Float16Array(halves.buffer));
  },
};
