import { ChatCompletionRequest, type ChatResponse } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { type FakeAnswer, json } from "../answer.ts";
import { Fail } from "../native/fail.ts";
import { type FakeState, hash } from "../state.ts";
import { askChat, seconds } from "./ask-native.ts";
import { chosenTools, singleCall, toolChoiceOf } from "./beyond.ts";
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
  const count = Number.isInteger(body.n) && body.n! > 1 ? body.n! : 1;
  const natives = Array.from({ length: count }, (_, choice) => {
    const native = askChat(nativeChat(body, choice), state);
    return body.parallel_tool_calls === false ? singleCall(native) : native;
  });
  const [first] = natives[0]!.frames;
  const head = {
    id: `chatcmpl-${Number.parseInt(hash(text).slice(0, 6), 16) % 999}`,
    created: seconds(first!.created_at),
    model,
    system_fingerprint: "fp_ollama",
  };
  if (stream) return chatCompletionStream(natives, head, body.stream_options?.include_usage ?? false);
  const whole = completion(first!);
  const choices = natives.map(({ frames }, index) => ({ ...completion(frames[0]!).choices[0], index }));
  return json(200, { ...head, object: "chat.completion", ...whole, choices });
}

function completion(frame: ChatResponse & { readonly _debug_info?: object }) {
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
function nativeChat(body: Body, choice: number): object {
  const { model = "", messages = [], stream = false, tools, logprobs, top_logprobs, _debug_render_only } = body;
  if (messages.length === 0) throw new Fail(400, "[] is too short - 'messages'");
  const isBiased = isRecord(body.logit_bias) && Object.values(body.logit_bias).some((bias) => bias !== 0);
  return {
    model,
    messages: nativeMessages(messages),
    stream,
    tools: chosenTools(tools, toolChoiceOf(body.tool_choice), messages),
    logprobs,
    top_logprobs,
    _debug_render_only,
    think: thinkOf(body.reasoning === undefined ? body.reasoning_effort : body.reasoning.effort),
    // The scripted model has no tokens to be biased: it says something else.
    format: isBiased ? { const: "biased" } : format(body.response_format),
    options: {
      temperature: body.temperature ?? 1,
      top_p: body.top_p ?? 1,
      num_predict: Number.isInteger(body.max_completion_tokens) ? body.max_completion_tokens : body.max_tokens,
      seed: body.seed === undefined ? undefined : body.seed + choice,
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
