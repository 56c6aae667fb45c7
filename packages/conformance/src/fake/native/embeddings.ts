import { EmbeddingsRequest, EmbedRequest } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import { tokenCount } from "../script.ts";
import { type FakeState, hash } from "../state.ts";
import { Fail } from "./fail.ts";
import { findModel } from "./find-model.ts";
import { checkedOptions } from "./options.ts";

/** Size of an embedding. */
const SIZE = 8;

/** A vector that follows from the text, not normalised. */
function vector(text: string): number[] {
  return [...Buffer.from(hash(text), "hex").subarray(0, SIZE)].map((byte) => byte - 127.5);
}

function normalised(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => Math.fround(value / length));
}

export function embed(text: string, state: FakeState): FakeAnswer {
  const body = decode(EmbedRequest, text) as {
    model?: string;
    input?: unknown;
    dimensions?: number;
    truncate?: boolean;
    options?: unknown;
    keep_alive?: number;
  };
  const { model: name = "", input, dimensions = 0, truncate = true } = body;
  const inputs = input === undefined || input === "" ? [] : typeof input === "string" ? [input] : input;
  if (!Array.isArray(inputs) || inputs.some((item) => typeof item !== "string"))
    throw new Fail(400, "invalid input type");
  if (name.trim() === "") throw new Fail(404, `model '${name}' not found`);
  const model = findModel(state, name, (sent) => `model "${sent}" not found, try pulling it first`);
  const options = checkedOptions(model.parameters, body.options);
  state.load(model, options.num_ctx as number | undefined, body.keep_alive);
  if (inputs.length === 0) return json(200, { model: name, embeddings: [] });
  const most = Math.min((options.num_ctx as number | undefined) ?? 4096, 8192);
  if (!truncate && inputs.some((item: string) => tokenCount(item) > most))
    throw new Fail(400, "the input length exceeds the context length");
  const kept = inputs.map((item: string) =>
    tokenCount(item) > most ? item.trim().split(/\s+/).slice(0, most).join(" ") : item,
  );
  const size = dimensions > 0 && dimensions < SIZE ? dimensions : SIZE;
  const embeddings = kept.map((item: string) => normalised(vector(item).slice(0, size)));
  return json(200, {
    model: name,
    embeddings,
    total_duration: 2_000_000,
    load_duration: 1_000_000,
    prompt_eval_count: kept.reduce((sum: number, item: string) => sum + tokenCount(item), 0),
  });
}

export function embeddings(text: string, state: FakeState): FakeAnswer {
  const body = decode(EmbeddingsRequest, text) as {
    model?: string;
    prompt?: string;
    options?: unknown;
    keep_alive?: number;
  };
  const { model: name = "", prompt = "" } = body;
  if (name.trim() === "") throw new Fail(400, "model is required");
  const model = findModel(state, name, (sent) => `model "${sent}" not found, try pulling it first`);
  checkedOptions(model.parameters, body.options);
  state.load(model, undefined, body.keep_alive);
  return json(200, { embedding: prompt === "" ? [] : normalised(vector(prompt)) });
}
