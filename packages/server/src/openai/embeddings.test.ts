import { expect, test } from "bun:test";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import { embeddings } from "./embeddings.ts";

const embedding = { pooling: "mean", dimensions: 3, longest: 8 } as const;
const vector = (tokens: readonly number[]) => Float32Array.of(tokens.length, 0, 0);

const unsupported = '"m" does not support embeddings';
const format = (value: string) =>
  `Invalid value for 'encoding_format' = ${value}. Supported values: ['float', 'base64'].`;

test.each<[Record<string, unknown>, number, string]>([
  [{ input: "x", encoding_format: "hex" }, 400, format("hex")],
  [{ encoding_format: "hex" }, 400, format("hex")],
  [{}, 400, "invalid input"],
  [{ input: null }, 400, "invalid input"],
  [{ input: [] }, 400, "invalid input"],
  [{ input: 1 }, 400, "invalid input type"],
  [{ input: ["x", 1] }, 400, "invalid input type"],
  // Tokens are those of OpenAI's models, which mean nothing to this one.
  [{ input: [1, 2] }, 400, "invalid input type"],
  [{ input: [[1, 2]] }, 400, "invalid input type"],
  [{ input: "x", model: "absent" }, 404, 'model "absent" not found, try pulling it first'],
  [{ input: "" }, 501, unsupported],
  [{ input: "x", encoding_format: "BASE64" }, 501, unsupported],
  [{ input: ["x", "y"], dimensions: 4, user: "u" }, 501, unsupported],
])("%j gets %d: %s", async (body, status, message) => {
  const answer = await new FakeServer([fakeModel("m")]).call("openaiEmbeddings", embeddings, { model: "m", ...body });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { message } });
});

test("gives vectors as numbers or base64, cut on request, and counts tokens", async () => {
  const server = new FakeServer([fakeModel("m")], { info: { embedding }, vector });
  const ask = async (body: object) =>
    (await server.call("openaiEmbeddings", embeddings, { model: "m", ...body })).json() as Promise<
      Record<string, unknown>
    >;
  const usage = { prompt_tokens: 3, total_tokens: 3 };
  const entry = { object: "embedding", index: 0 };
  expect(await ask({ input: "ab" })).toEqual({
    object: "list",
    data: [{ ...entry, embedding: [1, 0, 0] }],
    model: "m",
    usage,
  });
  const base64 = Buffer.from(Float32Array.of(1, 0).buffer).toString("base64");
  const cut = await ask({ input: ["ab", ""], dimensions: 2, encoding_format: "Base64" });
  expect(cut.data).toEqual([
    { ...entry, embedding: base64 },
    { ...entry, embedding: base64, index: 1 },
  ]);
  // It has no word for texts that must not be cut.
  expect(await ask({ input: "much too long", truncate: false })).toMatchObject({
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
});
