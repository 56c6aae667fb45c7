import type { TokenLogprob } from "@cria/engine";
import type { Logprob } from "@cria/spec";
import { mergedResponse, streamResponse } from "../http/stream.ts";
import { type AnswerEnd, type AnswerPlan, answer } from "./answer.ts";

/** How an endpoint writes its frames. */
export interface Frames<Frame> {
  text(text: string, logprobs: Logprob[] | undefined): Frame;
  end(end: AnswerEnd): Frame;
  /** All frames as one. */
  merge(frames: readonly Frame[]): Frame;
}

/** Answers with a stream of frames or, if `stream` is false, with one. The plan's lease is released when that is over. */
export function respond<Frame>(
  client: AbortSignal,
  stream: boolean,
  plan: AnswerPlan,
  frames: Frames<Frame>,
): Promise<Response> {
  const produce = (signal: AbortSignal) => {
    // A stream may be dropped before its first frame is asked for; its signal aborts in any case.
    signal.addEventListener("abort", () => plan.lease.release(), { once: true });
    return framesOf(plan, frames, signal);
  };
  return stream ? streamResponse(client, produce) : mergedResponse(client, produce, frames.merge);
}

async function* framesOf<Frame>(plan: AnswerPlan, frames: Frames<Frame>, signal: AbortSignal) {
  try {
    for await (const event of answer(plan, signal)) {
      if (event.type === "end") yield frames.end(event);
      else yield frames.text(event.text, toLogprobs(event.logprobs, plan.topLogprobs));
    }
  } finally {
    plan.lease.release();
  }
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
