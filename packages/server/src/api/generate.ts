import type { GenerateRequest, GenerateResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { InferenceExtras } from "../inference/extras.ts";
import { modelNotFound } from "../inference/find-model.ts";
import type { Inference } from "../inference/inference.ts";
import { conversationPrompt, type Prompt } from "../inference/prompt.ts";
import {
  type InferenceCall,
  type InferenceEndpoint,
  infer,
  type PromptSource,
  serveInference,
} from "../inference/serve-inference.ts";
import { questionMessages } from "../prompts/assemble-messages.ts";
import { chooseRenderer } from "../prompts/choose-renderer.ts";
import { renderFitting } from "../prompts/fit-history.ts";
import { plainTemplate } from "../prompts/go-renderer.ts";
import { offLoop, renderOffLoop } from "../prompts/off-loop.ts";
import { generateFrames } from "./generate-frames.ts";

/** A decoded request for a completion. */
export type GenerateBody = Decoded<typeof GenerateRequest>;

/** `POST /api/generate`: completes a prompt; without one, loads or unloads the model. */
export const generate: Handler<"generate"> = (call) => serveInference(call, endpoint);

/** The same for other protocols: what a completion answers, before it is written. Throws what {@link infer} throws. */
export function inferGenerate(
  call: InferenceCall<GenerateBody>,
  extras?: InferenceExtras,
): Promise<Inference<GenerateResponse>> {
  return infer(call, endpoint, extras);
}

const endpoint: InferenceEndpoint<GenerateBody, GenerateResponse> = {
  name: "generate",
  unloadsRemote: false,
  unnamed: (sent) => modelNotFound(sent),
  isEmpty: (body) => !body.prompt,
  check: checkRaw,
  needs: (body) => (body.suffix ? ["insert"] : []),
  // Calls stay part of the text.
  tools: () => [],
  makePrompt,
  wantsContext: (body) => body.raw !== true,
  frames: (body) => generateFrames(body.model),
};

function checkRaw({ raw, template, system, context }: GenerateBody): void {
  if (raw === true && (template || system || context?.length)) {
    throw new ApiError(400, "raw mode does not support template, system, or context");
  }
}

async function makePrompt(source: PromptSource<GenerateBody>): Promise<Prompt> {
  const { body, held } = source;
  if (body.raw === true) {
    return { text: body.prompt ?? "", imageCount: body.images?.length ?? 0, isNative: false };
  }
  // What came before stands in front, whatever the template makes of the rest.
  const before = body.context?.length ? await held.lease.detokenize(body.context, true) : "";
  const rendered = await renderQuestion(source);
  return { ...rendered, text: before + rendered.text };
}

async function renderQuestion({ body, model, held, thinking }: PromptSource<GenerateBody>): Promise<Prompt> {
  const { prompt = "", suffix, template, system, images } = body;
  const imageCount = images?.length ?? 0;
  if (suffix) {
    const source = { kind: "insert", text: template || model.template || plainTemplate } as const;
    const text = await renderOffLoop({ source, input: { prompt, suffix, thinking } });
    return { text, imageCount, isNative: false };
  }
  const question = { prompt, system, images, hasContext: body.context !== undefined };
  const input = { messages: questionMessages(model, question), tools: [], thinking };
  if (template) return { ...(await renderFitting(offLoop({ kind: "go", text: template }), input)), isNative: false };
  const { lease } = held;
  const renderer = await chooseRenderer(model, { fallback: "plain", addsBos: lease.info.addBos });
  return conversationPrompt(renderer, input, { model, lease, truncate: body.truncate ?? true });
}
