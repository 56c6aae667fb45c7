import { fullName, parseName } from "../model-name.ts";
import { type Piece, type Script, script } from "../script.ts";
import { type FakeModel, type FakeState, hash } from "../state.ts";
import { parsed } from "../template/output.ts";
import { Fail } from "./fail.ts";
import { findModel } from "./find-model.ts";
import { checkedOptions } from "./options.ts";
import { checkImages } from "./prompt.ts";

/** What generate and chat have in common. */
export interface InferenceRequest {
  readonly model?: string;
  readonly stream?: boolean;
  readonly format?: unknown;
  readonly keep_alive?: number;
  readonly options?: unknown;
  readonly think?: boolean | string;
  readonly logprobs?: boolean;
  readonly top_logprobs?: number;
  readonly tools?: readonly unknown[];
  readonly shift?: boolean;
  readonly truncate?: boolean;
  readonly _debug_render_only?: boolean;
}

export interface Prepared {
  readonly model: FakeModel;
  readonly options: Readonly<Record<string, unknown>>;
  readonly think: boolean;
}

/**
 * Checks of a request before anything is generated, in Ollama's order. Throws a {@link Fail}.
 * @param unnamed what a request without a name gets
 */
export function checkRequest(state: FakeState, request: InferenceRequest, unnamed: () => Fail): FakeModel {
  const { top_logprobs: top = 0, model = "" } = request;
  if (top < 0 || top > 20) throw new Fail(400, "top_logprobs must be between 0 and 20");
  if (model.trim() === "") throw unnamed();
  return findModel(state, model, (name) => `model '${name}' not found`);
}

/** Checks of what the model must be able to do, and of the options. Throws a {@link Fail}. */
export function checkAbilities(
  model: FakeModel,
  request: InferenceRequest & { readonly suffix?: string },
  verb: "chat" | "generate",
): Prepared {
  const name = request.model ?? "";
  const able = (ability: string) => model.capabilities.includes(ability);
  const full = fullName(parseName(model.name)!);
  const { think } = request;
  if (think !== undefined && think !== false && !able("thinking"))
    throw new Fail(400, `"${name}" does not support thinking`);
  if (!able("completion")) throw new Fail(400, `"${name}" does not support ${verb}`);
  if ((request.tools ?? []).length > 0 && !able("tools")) throw new Fail(400, `${full} does not support tools`);
  if ((request.suffix ?? "") !== "" && !able("insert")) throw new Fail(400, `${full} does not support insert`);
  return {
    model,
    options: checkedOptions(model.parameters, request.options),
    think: able("thinking") && think !== false,
  };
}

/** Tokens that an image counts as. */
const IMAGE_TOKENS = 8;

/** The script's answer. Throws a {@link Fail} for a format that is none, and for images that are none. */
export function generated(
  prepared: Prepared,
  prompt: string,
  request: InferenceRequest,
  images: readonly unknown[] = [],
): Script {
  const { format } = request;
  checkImages(prepared.model, images);
  const schema = typeof format === "object" && format !== null && !Array.isArray(format);
  if (format !== undefined && format !== null && format !== "" && format !== "json" && !schema) {
    const raw = JSON.stringify(JSON.stringify(format));
    throw new Fail(500, `invalid format: ${raw}; expected "json" or a valid JSON Schema object`);
  }
  const { options, think, model } = prepared;
  // A format decides what the model writes, and what that means is up to a template of its own.
  const written = model.templated && schema;
  const question = { prompt, format: format ?? undefined, options };
  const tools = request.tools ?? [];
  const made = written
    ? parsed(script({ ...question, tools: [], think: false }), model.template, { prompt, tools, think })
    : script({ ...question, tools, think });
  const promptTokens = made.promptTokens + images.length * IMAGE_TOKENS;
  const room = Math.max(1, contextLengthOf(prepared) - promptTokens);
  if (request.shift !== false || made.pieces.length <= room) return { ...made, promptTokens };
  return { ...made, promptTokens, pieces: made.pieces.slice(0, room), reason: "length" };
}

/** Tokens of the context in which a request is answered. */
export function contextLengthOf({ options }: Prepared): number {
  return Math.min(Math.max(4, typeof options.num_ctx === "number" ? options.num_ctx : 4096), 8192);
}

/** Log probabilities of a piece, if they were asked for. */
export function logprobsOf(
  { content, thinking }: Piece,
  { logprobs, top_logprobs: top = 0 }: InferenceRequest,
): object {
  if (logprobs !== true) return {};
  const token = content ?? thinking ?? "";
  if (token === "") return {};
  const one = { token, logprob: -0.25, bytes: [...Buffer.from(token)] };
  const others = Array.from({ length: top }, (_, i) =>
    i === 0 ? one : { token: `alt${i}`, logprob: -1 - i, bytes: [...Buffer.from(`alt${i}`)] },
  );
  return { logprobs: [top > 0 ? { ...one, top_logprobs: others } : one] };
}

/** Counts and times of an answer. @param loaded whether the model had to be loaded for it */
export function metricsOf({ promptTokens, pieces, pace }: Script, loaded: boolean): object {
  const load = loaded ? 5_000_000 : 50_000;
  const evaluation = pieces.length * Math.max(20_000, pace * 1_000_000);
  return {
    total_duration: load + 100_000 + evaluation,
    load_duration: load,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 100_000,
    ...(pieces.length === 0 ? {} : { eval_count: pieces.length, eval_duration: evaluation }),
  };
}

/** The id of a tool call. */
export function callId(text: string): string {
  return `call_${hash(text).slice(0, 8)}`;
}

export function now(): string {
  return new Date().toISOString();
}
