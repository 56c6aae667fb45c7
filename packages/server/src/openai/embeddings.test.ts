import { expect, test } from "bun:test";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import { embeddings } from "./embeddings.ts";

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
  [{ input: "x", model: "absent" }, 404, 'model "absent" not found, try pulling it first'],
  [{ input: "" }, 501, unsupported],
  [{ input: "x", encoding_format: "BASE64" }, 501, unsupported],
  [{ input: ["x", "y"], dimensions: 4, user: "u" }, 501, unsupported],
])("%j gets %d: %s", async (body, status, message) => {
  const answer = await new FakeServer([fakeModel("m")]).call("openaiEmbeddings", embeddings, { model: "m", ...body });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { message } });
});
