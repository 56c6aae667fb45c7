import type { TokenLogprob } from "@cria/engine";
import type { Logprob, ToolCall } from "@cria/spec";
import type { OutputDelta } from "../outputs/output-parser.ts";
import { type AnswerEnd, type AnswerPlan, answer } from "./answer.ts";

/** How an endpoint writes its frames. */
export interface Frames<Frame> {
  /** Whether a piece in which nothing was certain yet has a frame; never so with a parser that the model names. */
  readonly showsEmpty: boolean;
  /** Whether calls are part of the last frame only. */
  readonly callsAtEnd?: boolean;
  piece(delta: OutputDelta, logprobs: Logprob[] | undefined): Frame;
  end(end: AnswerEnd): Frame;
  /** All frames as one. */
  merge(frames: readonly Frame[]): Frame;
}

/** The frames of an answer. The plan's lease is released when that is over. */
export function framesOf<Frame>(plan: AnswerPlan, frames: Frames<Frame>, signal: AbortSignal): AsyncIterable<Frame> {
  // A stream may be dropped before its first frame is asked for; its signal aborts in any case.
  signal.addEventListener("abort", () => plan.lease.release(), { once: true });
  return generate(plan, frames, signal);
}

async function* generate<Frame>(plan: AnswerPlan, frames: Frames<Frame>, signal: AbortSignal) {
  const showsEmpty = frames.showsEmpty && !plan.parser.isNamed;
  const kept: ToolCall[] = [];
  try {
    for await (const event of answer(plan, signal)) {
      const { delta } = event;
      if (event.type === "end") {
        yield frames.end({ ...event, delta: { ...delta, toolCalls: [...kept, ...delta.toolCalls] } });
        continue;
      }
      if (frames.callsAtEnd) kept.push(...delta.toolCalls);
      yield* pieces(
        frames.callsAtEnd ? { ...delta, toolCalls: [] } : delta,
        toLogprobs(event.logprobs, plan.topLogprobs),
        frames,
        showsEmpty,
      );
    }
  } finally {
    plan.lease.release();
  }
}

/** The frames of a piece of the answer: one for its text, one for the calls in it. */
function* pieces<Frame>(
  delta: OutputDelta,
  logprobs: Logprob[] | undefined,
  frames: Frames<Frame>,
  showsEmpty: boolean,
): Generator<Frame> {
  const { thinking, content, toolCalls } = delta;
  const hasText = thinking !== "" || content !== "";
  const hasCalls = toolCalls.length > 0;
  if (hasText || (!hasCalls && (logprobs !== undefined || showsEmpty))) {
    yield frames.piece({ thinking, content, toolCalls: [] }, logprobs);
  }
  if (hasCalls) yield frames.piece({ thinking: "", content: "", toolCalls }, hasText ? undefined : logprobs);
}

function toLogprobs(logprobs: readonly TokenLogprob[], topLogprobs: number | undefined): Logprob[] | undefined {
  if (topLogprobs === undefined || logprobs.length === 0) return undefined;
  return logprobs.map((logprob) => ({
    ...plainLogprob(logprob),
    top_logprobs: topLogprobs > 0 ? logprob.topLogprobs.slice(0, topLogprobs).map(plainLogprob) : undefined,
  }));
}

function plainLogprob({ token, logprob, bytes }: Omit<TokenLogprob, "topLogprobs">): Logprob {
  return { token, logprob, bytes: bytes.length > 0 ? [...bytes] : undefined };
}
