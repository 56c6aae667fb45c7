import { ChatRequest } from "@cria/spec";
import { type FakeAnswer, json, ndjson } from "../answer.ts";
import { decode } from "../decode/decode.ts";
import type { FakeState } from "../state.ts";
import { promptOf } from "../template/prompt.ts";
import { Fail } from "./fail.ts";
import {
  callId,
  checkAbilities,
  checkRequest,
  contextLengthOf,
  generated,
  type InferenceRequest,
  logprobsOf,
  metricsOf,
  now,
} from "./inference.ts";
import { filled, fittedMessages, fittedPrompt } from "./prompt.ts";

interface ChatBody extends InferenceRequest {
  readonly messages?: readonly {
    readonly role?: string;
    readonly content?: string;
    readonly images?: readonly string[];
    readonly thinking?: string;
    readonly tool_name?: string;
    readonly tool_calls?: readonly { readonly function?: { readonly name?: string; readonly arguments?: unknown } }[];
  }[];
}

export function chat(text: string, state: FakeState): FakeAnswer {
  const body = decode(ChatRequest, text) as ChatBody;
  const { model: name = "", messages = [], keep_alive: keepAlive } = body;
  const frame = (message: object, more: object) => ({
    model: name,
    created_at: now(),
    message: { role: "assistant", content: "", ...message },
    ...more,
  });
  const model = checkRequest(state, body, () => new Fail(400, "model is required"));
  if (messages.length === 0 && keepAlive === 0) {
    state.loaded.delete(model.name);
    return json(200, frame({}, { done: true, done_reason: "unload" }));
  }
  const prepared = checkAbilities(model, body, "chat");
  const context = prepared.options.num_ctx as number | undefined;
  const loaded = state.load(model, context, messages.length === 0 ? keepAlive : undefined);
  if (messages.length === 0) return json(200, frame({}, { done: true, done_reason: "load" }));

  const assembly = assembled(model.system, model.messages, messages);
  const length = contextLengthOf(prepared);
  const all = fittedMessages(assembly, length);
  const think = model.capabilities.includes("thinking") ? (body.think ?? true) : undefined;
  const values = { tools: body.tools, think };
  const prompt = model.templated
    ? filled(() => fittedPrompt(assembly, length, (some) => promptOf(model.template, { messages: some, ...values })))
    : all.map(rendered).join("");
  if (body._debug_render_only) {
    const images = messages.reduce((sum, message) => sum + (message.images?.length ?? 0), 0);
    const tools = model.templated ? "" : (body.tools ?? []).map((tool) => `${JSON.stringify(tool)}\n`).join("");
    const info = { rendered_template: tools + prompt, ...(images > 0 ? { image_count: images } : {}) };
    return json(200, { ...frame({ role: "" }, { done: false }), _debug_info: info });
  }
  // A model that has been given a tool's result says so instead of calling again.
  const answered = messages.at(-1)?.role === "tool";
  const images = all.flatMap((message) => message.images ?? []);
  const result = generated(prepared, prompt, answered ? { ...body, tools: [] } : body, images);
  state.load(model, context, keepAlive);
  const end = { done: true, done_reason: result.reason, ...metricsOf(result, loaded) };
  const calls = result.pieces.flatMap(({ call }) => (call === undefined ? [] : [call]));
  const toolCall = (call: (typeof calls)[number]) => {
    const index = calls.indexOf(call);
    return { id: callId(`${prompt}${index}`), function: { index, ...call } };
  };
  if (body.stream === false) {
    const joined = (key: "thinking" | "content") => result.pieces.map((piece) => piece[key] ?? "").join("");
    const logprobs = result.pieces.flatMap(
      (piece) => (logprobsOf(piece, body) as { logprobs?: object[] }).logprobs ?? [],
    );
    const thinking = joined("thinking");
    const message = {
      content: joined("content"),
      ...(thinking === "" ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(toolCall) }),
    };
    return json(200, frame(message, { ...end, ...(logprobs.length > 0 ? { logprobs } : {}) }));
  }
  const frames = result.pieces.map((piece) => {
    const { content, thinking, call } = piece;
    const message = {
      ...(content && { content }),
      ...(thinking && { thinking }),
      ...(call && { tool_calls: [toolCall(call)] }),
    };
    return frame(message, { done: false, ...logprobsOf(piece, body) });
  });
  return ndjson([...frames, frame({}, end)], result.pace);
}

/** A message as the prompt has it. */
function rendered({ role = "", content = "", ...more }: NonNullable<ChatBody["messages"]>[number]): string {
  const { thinking = "", tool_name: tool = "", tool_calls: calls = [] } = more;
  const thought = thinking === "" ? "" : `<think>${thinking}</think>`;
  const called = calls.map((call) => JSON.stringify(call.function)).join("");
  return `${role}${tool === "" ? "" : ` ${tool}`}: ${thought}${content}${called}\n`;
}

/** The model's system text and messages before those of the request. */
function assembled(
  system: string,
  stored: readonly { readonly role: string; readonly content: string }[],
  messages: NonNullable<ChatBody["messages"]>,
): NonNullable<ChatBody["messages"]> {
  const own = system !== "" && messages[0]?.role !== "system" ? [{ role: "system", content: system }] : [];
  return [...own, ...stored, ...messages];
}
