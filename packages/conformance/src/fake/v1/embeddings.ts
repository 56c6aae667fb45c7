import { type EmbedResponse, OpenAIEmbeddingsRequest } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { embed } from "../native/embeddings.ts";
import { Fail } from "../native/fail.ts";
import type { FakeState } from "../state.ts";
import { decodeBody } from "./decode-body.ts";

/** Answers `POST /v1/embeddings`. */
export function openaiEmbeddings(text: string, state: FakeState): FakeAnswer {
  const body = decodeBody(OpenAIEmbeddingsRequest, text);
  const { model = "", dimensions, encoding_format: format = "" } = body;
  const input: unknown = body.input;
  const encoding = format.toLowerCase() || "float";
  if (encoding !== "float" && encoding !== "base64") {
    const supported = "Supported values: ['float', 'base64'].";
    throw new Fail(400, `Invalid value for 'encoding_format' = ${format}. ${supported}`);
  }
  if (input === undefined || (Array.isArray(input) && input.length === 0)) throw new Fail(400, "invalid input");
  const native = embed(JSON.stringify({ model, input: input === "" ? [""] : input, dimensions }), state);
  const { embeddings, prompt_eval_count: tokens = 0 } = (native.body as { value: EmbedResponse }).value;
  return json(200, {
    object: "list",
    data: embeddings.map((vector, index) => ({
      object: "embedding",
      embedding: encoding === "base64" ? base64(vector) : vector,
      index,
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** The numbers as little-endian float32 in base64. */
function base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(4 * vector.length);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, 4 * i);
  return bytes.toString("base64");
}
