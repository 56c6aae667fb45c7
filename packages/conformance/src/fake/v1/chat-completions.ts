import { ChatCompletionRequest, type ChatResponse } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { Fail } from "../native/fail.ts";
import { type FakeState, hash } from "../state.ts";
import { askChat, seconds } from "./ask-native.ts";
import { finishReason, toolCalls, usage } from "./chat-answer.ts";
import { chatCompletionStream } from "./chat-completion-stream.ts";
import { nativeMessages } from "./chat-messages.ts";
import { decodeBody } from "./decode-body.ts";
import { thinkOf } from "./reasoning-effort.ts";

type Body = Partial<ChatCompletionRequest>;

/** Answers `POST /v1/chat/completions`. */
export function chatCompletions(text: string, state: FakeState): FakeAnswer {
  const body = decodeBody(ChatCompletionRequest, text);
  const { model = "", stream = false } = body;
  const native = askChat(nativeChat(body), state);
  const [first] = native.frames;
  const head = {
    id: `chatcmpl-${Number.parseInt(hash(text).slice(0, 6), 16) % 999}`,
    created: seconds(first!.created_at),
    model,
    system_fingerprint: "fp_ollama",
  };
  if (stream) return chatCompletionStream(native, head, body.stream_options?.include_usage ?? false);
  return json(200, { ...head, object: "chat.completion", ...completion(first!) });
}

function completion(frame: ChatResponse & { readonly _debug_info?: object }): object {
  const { message, logprobs, _debug_info: debug } = frame;
  const reason = "done_reason" in frame ? frame.done_reason : undefined;
  const calls = message.tool_calls ?? [];
  const choice = {
    index: 0,
    message: {
      role: message.role,
      content: message.content,
      ...(message.thinking && { reasoning: message.thinking }),
      ...(calls.length > 0 && { tool_calls: toolCalls(calls, 0) }),
    },
    finish_reason: finishReason(reason ?? null, calls.length > 0),
    ...(logprobs && { logprobs: { content: logprobs } }),
  };
  return { choices: [choice], usage: usage(frame), ...(debug && { _debug_info: debug }) };
}

/** The native request that a chat completion stands for. Throws a {@link Fail}. */
function nativeChat(body: Body): object {
  const { model = "", messages = [], stream = false, tools, logprobs, top_logprobs, _debug_render_only } = body;
  if (messages.length === 0) throw new Fail(400, "[] is too short - 'messages'");
  return {
    model,
    messages: nativeMessages(messages),
    stream,
    tools,
    logprobs,
    top_logprobs,
    _debug_render_only,
    think: thinkOf(body.reasoning === undefined ? body.reasoning_effort : body.reasoning.effort),
    format: format(body.response_format),
    options: {
      temperature: body.temperature ?? 1,
      top_p: body.top_p ?? 1,
      num_predict: body.max_tokens,
      seed: body.seed,
      frequency_penalty: body.frequency_penalty,
      presence_penalty: body.presence_penalty,
      stop: stops(body.stop),
    },
  };
}

function format(given: Body["response_format"]): unknown {
  switch (given?.type?.trim().toLowerCase()) {
    case "json_object":
      return "json";
    case "json_schema":
      return given?.json_schema?.schema;
    default:
      return undefined;
  }
}

function stops(stop: unknown): string[] | undefined {
  if (typeof stop === "string") return [stop];
  return Array.isArray(stop) ? stop.filter((item) => typeof item === "string") : undefined;
}
