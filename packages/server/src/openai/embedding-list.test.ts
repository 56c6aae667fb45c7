import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeJson } from "../http/json.ts";
import { toEmbeddingList } from "./embedding-list.ts";

const number = fc.float({ noNaN: true, noDefaultInfinity: true });
const vectors = fc.array(fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 20 }), { maxLength: 5 });

test("both encodings give every vector in its place", async () => {
  await fc.assert(
    fc.asyncProperty(vectors, fc.nat(), number, async (given, tokens, first) => {
      // A vector that is a part of another, as one that was cut is.
      const all = [...given, Float32Array.of(first, 1, 2).subarray(1)];
      const read = async (encoding: "float" | "base64") =>
        JSON.parse(encodeJson(await toEmbeddingList("e", { vectors: all, tokens }, encoding)));
      const floats = await read("float");
      expect(floats).toMatchObject({
        object: "list",
        model: "e",
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      });
      const entries: { index: number; object: string; embedding: number[] }[] = floats.data;
      expect(entries.map(({ index }) => index)).toEqual([...all.keys()]);
      expect(entries.every(({ object }) => object === "embedding")).toBe(true);
      expect(entries.map(({ embedding }) => embedding.map((value) => Math.fround(value) + 0))).toEqual(
        all.map((vector) => Array.from(vector, (value) => value + 0)),
      );
      const decoded = (await read("base64")).data.map(({ embedding }: { embedding: string }) => {
        const bytes = Buffer.from(embedding, "base64");
        return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
      });
      expect(decoded).toEqual(all.map((vector) => Array.from(vector)));
    }),
  );
});
