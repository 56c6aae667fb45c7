import type { ChatResponse, GenerateResponse } from "@cria/spec";
import type { FakeAnswer } from "../answer.ts";
import { chat } from "../native/chat.ts";
import { generate } from "../native/generate.ts";
import type { FakeState } from "../state.ts";

/** What a native operation answers: the frames of its stream, or the one object. */
export interface NativeAnswer<Frame> {
  readonly frames: readonly Frame[];
  /** Milliseconds between two frames. */
  readonly pace: number;
}

/** Asks `/api/chat`. */
export function askChat(request: object, state: FakeState): NativeAnswer<ChatResponse> {
  return read(chat(JSON.stringify(request), state));
}

/** Asks `/api/generate`. */
export function askGenerate(request: object, state: FakeState): NativeAnswer<GenerateResponse> {
  return read(generate(JSON.stringify(request), state));
}

function read<Frame>({ body }: FakeAnswer): NativeAnswer<Frame> {
  if (body.kind === "ndjson") return { frames: body.frames as readonly Frame[], pace: body.pace ?? 0 };
  return { frames: body.kind === "json" ? [body.value as Frame] : [], pace: 0 };
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
