import { expect, test } from "bun:test";
import { encodeJson } from "./json.ts";
import { encodeVectors } from "./vector-json.ts";

test("numbers have the digits of a float32, and those that are none are refused", async () => {
  const vectors = [Float32Array.of(0.1, -1, 0, 1e-7, 16_777_216), new Float32Array(0)];
  expect(encodeJson({ vectors: await encodeVectors(vectors) })).toBe('{"vectors":[[0.1,-1,0,1e-7,16777216],[]]}');
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(encodeVectors([Float32Array.of(1, value)])).rejects.toThrow("json: unsupported value");
  }
});

test("other work has its turn while a thousand vectors are written", async () => {
  const vectors = Array.from({ length: 1000 }, (_, row) => new Float32Array(384).fill(Math.sin(row)));
  let turns = 0;
  const count = setInterval(() => turns++, 0);
  const encoded = await encodeVectors(vectors);
  clearInterval(count);
  expect(encoded.length).toBe(1000);
  // A loop without pauses leaves none.
  expect(turns).toBeGreaterThan(1);
});
