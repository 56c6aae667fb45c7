import type { FloatImage } from "./image.ts";

/** IEEE single, as it is. */
export const f32: FloatImage = {
  kind: "float",
  transcode(elements, values) {
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(elements);
  },
};

/** IEEE half. */
export const f16: FloatImage = {
  kind: "float",
  transcode(elements, values) {
    values.set(new Float16Array(elements.buffer, elements.byteOffset, elements.byteLength / 2));
  },
};

/** The upper half of an IEEE single. */
export const bf16: FloatImage = {
  kind: "float",
  transcode(elements, values) {
    const upper = new Uint16Array(elements.buffer, elements.byteOffset, elements.byteLength / 2);
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < upper.length; i++) bits[i] = upper[i]! << 16;
  },
};
