import type { ChatResponse, GenerateResponse } from "@cria/spec";
import type { FakeAnswer } from "../answer.ts";
import { chat } from "../native/chat.ts";
import { generate } from "../native/generate.ts";
import type { FakeState } from "../state.ts";

/** What `/api/chat` answers: the frames of its stream, or the one object. */
export function askChat(request: object, state: FakeState): readonly ChatResponse[] {
  return frames(chat(JSON.stringify(request), state)) as readonly ChatResponse[];
}

/** What `/api/generate` answers: the frames of its stream, or the one object. */
export function askGenerate(request: object, state: FakeState): readonly GenerateResponse[] {
  return frames(generate(JSON.stringify(request), state)) as readonly GenerateResponse[];
}

function frames({ body }: FakeAnswer): readonly unknown[] {
  if (body.kind === "ndjson") return body.frames;
  return body.kind === "json" ? [body.value] : [];
}

/** The Unix time in seconds of a native time. */
export function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Tokens of the prompt and of the answer in a frame. */
export function counts(frame: { readonly prompt_eval_count?: number; readonly eval_count?: number }) {
  const { prompt_eval_count: input = 0, eval_count: output = 0 } = frame;
  return { input, output };
}
