import type { GenerateOptions } from "@cria/engine";
import { ApiError } from "../http/error.ts";
import type { Options } from "./option-types.ts";

/** No answer is longer than this many contexts. */
const mostContexts = 10;

export interface AnswerShape {
  /** Effective context of the runner, in tokens. */
  readonly numCtx: number;
  readonly shift: boolean;
  /** Alternatives per token; absent for no log probabilities. */
  readonly topLogprobs?: number | undefined;
}

/**
 * What the engine needs to know for one answer, with defaults where an option is not set. A `num_predict` of 0 generates
 * nothing. Throws an {@link ApiError} with status 500 for a number that is beyond f32.
 */
export function generateOptions(options: Options, { numCtx, shift, topLogprobs }: AnswerShape): GenerateOptions {
  const finite = (value: number): number => {
    if (Number.isFinite(value)) return value;
    const infinity = value > 0 ? "+Inf" : "-Inf";
    throw new ApiError(500, `failed to marshal completion request: json: unsupported value: ${infinity}`);
  };
  const most = mostContexts * numCtx;
  const numPredict = options.num_predict ?? -1;
  return {
    temperature: finite(options.temperature ?? Math.fround(0.8)),
    topK: options.top_k ?? 40,
    topP: finite(options.top_p ?? Math.fround(0.9)),
    minP: finite(options.min_p ?? 0),
    typicalP: finite(options.typical_p ?? 1),
    repeatPenalty: finite(options.repeat_penalty ?? 1),
    repeatLastN: options.repeat_last_n ?? 64,
    presencePenalty: finite(options.presence_penalty ?? 0),
    frequencyPenalty: finite(options.frequency_penalty ?? 0),
    seed: options.seed ?? -1,
    numPredict: numPredict < 0 || numPredict > most ? most : numPredict,
    numKeep: options.num_keep ?? 4,
    // An empty text would end every answer before it began.
    stop: (options.stop ?? []).filter((text) => text !== ""),
    shift,
    ...(options.draft_num_predict === undefined ? {} : { maxDraft: Math.max(0, options.draft_num_predict) }),
    ...(topLogprobs === undefined ? {} : { topLogprobs }),
  };
}
