import { expect, test } from "bun:test";
import fc from "fast-check";
import { toEmbeddingList } from "./embedding-list.ts";

const number = fc.float({ noNaN: true, noDefaultInfinity: true });
const vectors = fc.array(fc.array(number, { maxLength: 20 }), { maxLength: 5 });

test("both encodings give every vector in its place", () => {
  fc.assert(
    fc.property(vectors, fc.nat(), (embeddings, count) => {
      const answer = { model: "e:latest", embeddings, prompt_eval_count: count };
      const floats = toEmbeddingList("e", answer, "float");
      expect(floats).toEqual({
        object: "list",
        data: embeddings.map((embedding, index) => ({ object: "embedding", embedding, index })),
        model: "e",
        usage: { prompt_tokens: count, total_tokens: count },
      });
      const { data } = toEmbeddingList("e", answer, "base64");
      const decoded = data.map(({ embedding }) => {
        const bytes = Buffer.from(String(embedding), "base64");
        return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
      });
      expect(decoded).toEqual(embeddings);
    }),
  );
});
