import { RunnerError } from "@cria/engine";
import { ApiError } from "../http/error.ts";
import { hidePaths } from "../http/hide-paths.ts";
import { encodeJson } from "../http/json.ts";

/** When a runner failed: what the client is told depends on it. */
export type Moment = "loading" | "starting" | "answering";

/** A runner's failure as the client is told of it; anything else stays what it is. */
export function toApiError(error: unknown, moment: Moment, numCtx = 0): unknown {
  if (!(error instanceof RunnerError)) return error;
  const answer = (status: number, message: string) => new ApiError(status, message, { cause: error });
  switch (error.code) {
    case "died":
      return answer(500, deathNotices[moment](told(error)));
    case "context":
      return answer(400, contextExceeded(error, numCtx));
    case "request":
      return answer(400, error.message);
    case "model":
    case "internal":
      return answer(500, told(error));
  }
}

/** What clients are told. Where that leaves paths out, whoever runs the server sees the whole text. */
function told(error: Error): string {
  const text = hidePaths(error);
  if (text !== error.message) console.error(error.message);
  return text;
}

const deathNotices: Readonly<Record<Moment, (why: string) => string>> = {
  loading: (why) => `model runner process has terminated: ${why}`,
  starting: () =>
    "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details",
  answering: () => "an error was encountered while running the model: unexpected EOF",
};

/** The engine's own error object, which clients get as a text within the server's. */
function contextExceeded({ promptTokens, message }: RunnerError, numCtx: number): string {
  if (promptTokens === undefined) return message;
  return encodeJson({
    error: {
      code: 400,
      message: `request (${promptTokens} tokens) exceeds the available context size (${numCtx} tokens), try increasing it`,
      type: "exceed_context_size_error",
      n_prompt_tokens: promptTokens,
      n_ctx: numCtx,
    },
  });
}
