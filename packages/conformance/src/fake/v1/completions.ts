import { CompletionRequest } from "@cria/spec";
import { type FakeAnswer, type FakeEvent, json } from "../answer.ts";
import { Fail } from "../native/fail.ts";
import { type FakeState, hash } from "../state.ts";
import { askGenerate, seconds } from "./ask-native.ts";
import { usage } from "./chat-answer.ts";
import { decodeBody } from "./decode-body.ts";
import { goType } from "./go-type.ts";
import { sse } from "./sse.ts";

type Body = Partial<CompletionRequest>;

/** Answers `POST /v1/completions`. */
export function completions(text: string, state: FakeState): FakeAnswer {
  const body = decodeBody(CompletionRequest, text);
  const { frames, pace } = askGenerate(nativeGenerate(body), state);
  const includeUsage = body.stream_options?.include_usage ?? false;
  const id = `cmpl-${Number.parseInt(hash(text).slice(0, 6), 16) % 999}`;
  const head = (time: string) => ({
    id,
    object: "text_completion",
    created: seconds(time),
    model: body.model ?? "",
    system_fingerprint: "fp_ollama",
  });
  const converted = frames.map((frame) => {
    const reason = "done_reason" in frame ? (frame.done_reason ?? null) : null;
    return { ...head(frame.created_at), choices: [{ text: frame.response, index: 0, finish_reason: reason }] };
  });
  const last = frames.at(-1)!;
  if (body.stream !== true) return json(200, { ...converted[0]!, usage: usage(last) });
  const events: FakeEvent[] = converted.map((data) => ({
    data: includeUsage ? { ...data, usage: usage({}) } : data,
  }));
  if (includeUsage) events.push({ data: { ...head(last.created_at), choices: [], usage: usage(last) } });
  if (last.done) events.push({ data: "[DONE]" });
  return sse(events, pace);
}

/** The native request that a completion stands for. Throws a {@link Fail}. */
function nativeGenerate(body: Body): object {
  const { logprobs = 0 } = body;
  return {
    model: body.model ?? "",
    prompt: body.prompt,
    suffix: body.suffix,
    stream: body.stream ?? false,
    ...(logprobs > 0 && { logprobs: true, top_logprobs: logprobs }),
    _debug_render_only: body._debug_render_only,
    options: {
      temperature: body.temperature ?? 1,
      top_p: body.top_p || 1,
      num_predict: body.max_tokens,
      seed: body.seed,
      frequency_penalty: body.frequency_penalty ?? 0,
      presence_penalty: body.presence_penalty ?? 0,
      stop: stops(body.stop),
    },
  };
}

function stops(stop: unknown): string[] | undefined {
  if (typeof stop === "string") return [stop];
  if (!Array.isArray(stop)) return undefined;
  const odd = stop.findIndex((item) => typeof item !== "string");
  if (odd >= 0) throw new Fail(400, `invalid type for 'stop' field: ${goType(stop[odd])}`);
  return stop;
}
