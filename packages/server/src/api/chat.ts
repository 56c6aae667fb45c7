import type { ChatRequest, ChatResponse } from "@cria/spec";
import type { Handler } from "../http/context.ts";
import type { Decoded } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { InferenceExtras } from "../inference/extras.ts";
import type { Inference } from "../inference/inference.ts";
import { conversationPrompt, type Prompt } from "../inference/prompt.ts";
import {
  type InferenceCall,
  type InferenceEndpoint,
  infer,
  type PromptSource,
  serveInference,
} from "../inference/serve-inference.ts";
import { chatMessages } from "../prompts/assemble-messages.ts";
import { chooseRenderer } from "../prompts/choose-renderer.ts";
import { stripThinking } from "../prompts/strip-thinking.ts";
import type { StoredModel } from "../store/model.ts";
import { chatFrames } from "./chat-frames.ts";

/** A decoded request for an answer to a chat. */
export type ChatBody = Decoded<typeof ChatRequest>;

/** `POST /api/chat`: goes on with a conversation; without messages, loads or unloads the model. */
export const chat: Handler<"chat"> = (call) => serveInference(call, endpoint);

/** The same for other protocols: what a chat answers, before it is written. Throws what {@link infer} throws. */
export function inferChat(call: InferenceCall<ChatBody>, extras?: InferenceExtras): Promise<Inference<ChatResponse>> {
  return infer(call, endpoint, extras);
}

const endpoint: InferenceEndpoint<ChatBody, ChatResponse> = {
  name: "chat",
  unloadsRemote: true,
  unnamed: () => new ApiError(400, "model is required"),
  isEmpty: (body) => !body.messages?.length,
  check: () => {},
  needs: (body) => (body.tools?.length ? ["tools"] : []),
  tools: (body) => body.tools ?? [],
  makePrompt,
  wantsContext: () => false,
  frames: (body) => chatFrames(body.model),
};

async function makePrompt({ body, model, held, thinking }: PromptSource<ChatBody>): Promise<Prompt> {
  const { lease } = held;
  const assembled = chatMessages(model, body.messages ?? []);
  const messages = writesThinkTags(model) ? stripThinking(assembled) : assembled;
  const renderer = await chooseRenderer(model, { fallback: "chatml", addsBos: lease.info.addBos });
  const input = { messages, tools: body.tools ?? [], thinking };
  return conversationPrompt(renderer, input, { model, lease, truncate: body.truncate ?? true });
}

/** Models whose earlier thinking is no part of the history. */
function writesThinkTags({ config, name }: StoredModel): boolean {
  return config.model_family === "qwen3" || name.model === "deepseek-r1";
}
