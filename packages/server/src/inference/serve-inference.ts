import type { Capability, Think, Tool } from "@cria/spec";
import type { Call } from "../http/context.ts";
import type { Decoded, RawJson } from "../http/decoded.ts";
import type { ApiError } from "../http/error.ts";
import { jsonResponse, mergedResponse, streamResponse } from "../http/stream.ts";
import { weightsKey } from "../options/runner-settings.ts";
import { chooseOutputParser } from "../outputs/choose-output-parser.ts";
import { ForcedCallParser } from "../outputs/forced-call.ts";
import type { OutputParser } from "../outputs/output-parser.ts";
import { SingleCallParser } from "../outputs/single-call.ts";
import type { Thinking } from "../prompts/thinking.ts";
import type { StoredModel } from "../store/model.ts";
import { shortName } from "../store/name.ts";
import { acquireRunner, type HeldRunner } from "./acquire-runner.ts";
import { callSchema } from "./call-schema.ts";
import { checkCapabilities, checkTopLogprobs } from "./capability-checks.ts";
import type { CallRules, InferenceExtras } from "./extras.ts";
import { findModel, refuseRemote } from "./find-model.ts";
import { unenforcedHeader } from "./format.ts";
import { type Frames, framesOf } from "./frames.ts";
import type { Inference } from "./inference.ts";
import type { Prompt } from "./prompt.ts";
import { refuseImages } from "./refuse-images.ts";
import { toApiError } from "./runner-errors.ts";
import { Stopwatch } from "./stopwatch.ts";

/** What requests for an answer have in common, as decoded. */
export interface InferenceBody {
  readonly model: string;
  readonly stream?: boolean | undefined;
  readonly format?: RawJson | undefined;
  readonly keep_alive?: number | undefined;
  readonly options?: Record<string, unknown> | undefined;
  readonly think?: Think | undefined;
  readonly truncate?: boolean | undefined;
  readonly shift?: boolean | undefined;
  readonly _debug_render_only?: boolean | undefined;
  readonly raw?: boolean | undefined;
  readonly logprobs?: boolean | undefined;
  readonly top_logprobs?: number | undefined;
}

/** What a renderer of prompts has at hand. */
export interface PromptSource<Body> {
  readonly body: Body;
  readonly model: StoredModel;
  readonly held: HeldRunner;
  readonly thinking: Thinking;
}

/** Where endpoints that answer with generated text differ. */
export interface InferenceEndpoint<Body, Frame> {
  readonly name: "generate" | "chat";
  /** Whether a stub of a remote model can be unloaded like any other. */
  readonly unloadsRemote: boolean;
  /** What is said to a request that names no model. */
  unnamed(sent: string): ApiError;
  /** Whether the request only loads or unloads the model. */
  isEmpty(body: Body): boolean;
  /** Throws an ApiError for fields that exclude each other. */
  check(body: Body): void;
  /** Capabilities that the request needs beside completion. */
  needs(body: Body): Capability[];
  /** Tools that the model may call. */
  tools(body: Body): readonly Decoded<Tool>[];
  makePrompt(source: PromptSource<Body>): Promise<Prompt>;
  /** Whether the last frame carries the tokens of prompt and answer. */
  wantsContext(body: Body): boolean;
  frames(body: Body): EndpointFrames<Frame>;
}

export interface EndpointFrames<Frame> extends Frames<Frame> {
  /** The answer to a request that only loaded or unloaded. */
  finished(reason: "load" | "unload"): Frame;
  /** The answer that shows the prompt. */
  rendered(prompt: Prompt): Frame;
}

/** What an inference needs of a request. */
export type InferenceCall<Body> = Pick<Call<Body>, "body" | "context" | "signal">;

/** Answers a request for generated text in the native protocol. */
export async function serveInference<Body extends InferenceBody, Frame>(
  call: InferenceCall<Body>,
  endpoint: InferenceEndpoint<Body, Frame>,
): Promise<Response> {
  const inference = await infer(call, endpoint);
  if ("single" in inference) return jsonResponse(inference.single);
  const { produce, merge, headers } = inference;
  return (call.body.stream ?? true)
    ? streamResponse(call.signal, produce, headers)
    : mergedResponse(call.signal, produce, merge, { headers });
}

/**
 * Gets ready to generate text: checks in the documented order, runner, prompt. Throws an {@link ApiError} for what is
 * refused, the scheduler's errors, and what loading threw.
 */
export async function infer<Body extends InferenceBody, Frame>(
  { body, context, signal }: InferenceCall<Body>,
  endpoint: InferenceEndpoint<Body, Frame>,
  { forgivesThinking = false, calls, logitBias }: InferenceExtras = {},
): Promise<Inference<Frame>> {
  const stopwatch = new Stopwatch();
  const { model: sent, keep_alive: keepAlive } = body;
  checkTopLogprobs(body.top_logprobs);
  if (sent.trim() === "") throw endpoint.unnamed(sent);
  const found = await findModel(context.store, sent);
  const { model } = found;
  const frames = endpoint.frames(body);
  const isEmpty = endpoint.isEmpty(body);
  const unloads = isEmpty && keepAlive === 0;
  if (!unloads || !endpoint.unloadsRemote) refuseRemote(found, sent, context.environment.noCloud);
  if (unloads) {
    if (model.modelDigest !== undefined) context.scheduler.unload(weightsKey(model.modelDigest));
    return { single: frames.finished("unload") };
  }
  const thinking = await checkCapabilities(model, {
    sent,
    endpoint: endpoint.name,
    think: body.think,
    forgivesThinking,
    check: () => endpoint.check(body),
    needs: endpoint.needs(body),
  });
  const held = await acquireRunner(context, { model, sent, options: body.options, keepAlive }, signal);
  let isAnswering = false;
  try {
    if (isEmpty) return { single: frames.finished("load") };
    const loadDuration = stopwatch.elapsed();
    const prompt = await makePrompt(endpoint, { body, model, held, thinking });
    if (body._debug_render_only === true) return { single: frames.rendered(prompt) };
    await refuseImages(model, prompt);
    const isRaw = body.raw === true;
    const tools = endpoint.tools(body);
    const chosen = await chooseOutputParser(model, { prompt, thinking, tools, isRaw });
    const isCallForced = calls?.isForced === true && tools.length > 0;
    const parser = {
      ...chosen,
      parser: withCallRules(chosen.parser, { isForced: isCallForced, isSingle: calls?.isSingle === true }),
    };
    let headers: Readonly<Record<string, string>> = {};
    const plan = {
      model,
      ...held,
      prompt,
      parser,
      format: isCallForced ? callSchema(tools) : body.format,
      isCallForced,
      logitBias,
      onUnenforced: (keywords: readonly string[]) => {
        headers = unenforcedHeader(keywords);
      },
      thinksFirst: endpoint.name === "chat" || parser.freeSection?.isOpen === true,
      shift: body.shift ?? shiftsByDefault(model),
      truncate: body.truncate ?? true,
      topLogprobs: body.logprobs === true ? (body.top_logprobs ?? 0) : undefined,
      wantsContext: endpoint.wantsContext(body),
      stopwatch,
      loadDuration,
      measure: () => {
        const times = { waited: stopwatch.elapsed() / 1e9, loading: loadDuration / 1e9 };
        return context.health?.metrics.answer(shortName(model.name), times);
      },
    };
    isAnswering = true;
    return { produce: (client) => framesOf(plan, frames, client), merge: frames.merge, headers: () => headers };
  } finally {
    // From here on the answer releases it.
    if (!isAnswering) held.lease.release();
  }
}

function withCallRules(parser: OutputParser, { isForced, isSingle }: CallRules): OutputParser {
  if (isForced) return new ForcedCallParser(parser);
  return isSingle ? new SingleCallParser(parser) : parser;
}

async function makePrompt<Body>(
  endpoint: InferenceEndpoint<Body, unknown>,
  source: PromptSource<Body>,
): Promise<Prompt> {
  try {
    return await endpoint.makePrompt(source);
  } catch (error) {
    throw toApiError(error, "starting");
  }
}

/** The cache of this family can't shift. */
function shiftsByDefault({ config }: StoredModel): boolean {
  return config.model_family !== "deepseek2";
}
