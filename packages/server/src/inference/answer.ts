import type { DoneEvent, Grammar, SamplingOptions, TokenLogprob } from "@cria/engine";
import type { Metrics } from "@cria/spec";
import type { RawJson } from "../http/decoded.ts";
import type { AnswerMeter } from "../observability/answer-meter.ts";
import { generateOptions } from "../options/generate-options.ts";
import type { Options } from "../options/option-types.ts";
import type { ChosenParser } from "../outputs/choose-output-parser.ts";
import { emptyDelta, type OutputDelta } from "../outputs/output-parser.ts";
import { VisibleLogprobs } from "../outputs/visible-logprobs.ts";
import { cutPrompt } from "../prompts/cut-prompt.ts";
import type { Lease } from "../scheduler/lease.ts";
import type { StoredModel } from "../store/model.ts";
import { checkLater, formatSchema, tellUnenforced } from "./format.ts";
import { type Prompt, textWithoutBos } from "./prompt.ts";
import { RepetitionGuard } from "./repetition-guard.ts";
import { toApiError } from "./runner-errors.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Everything that an answer needs, all checks that come before it done. */
export interface AnswerPlan {
  readonly model: StoredModel;
  /** Released when the answer is over. */
  readonly lease: Lease;
  readonly prompt: Prompt;
  /** Fresh: reads this answer alone. */
  readonly parser: ChosenParser;
  readonly options: Options;
  readonly format: RawJson | undefined;
  /** Whether the format is that of a call, which is no content. */
  readonly isCallForced: boolean;
  readonly logitBias: SamplingOptions["logitBias"];
  /** Called before the first text with the keywords of the format that the answer is not held to, if any. */
  readonly onUnenforced: (keywords: readonly string[]) => void;
  /** Whether a format leaves the model its thinking. */
  readonly thinksFirst: boolean;
  /** Whether a full context shifts. */
  readonly shift: boolean;
  /** Whether a prompt that is too long is cut. */
  readonly truncate: boolean;
  /** Alternatives per token; absent for no log probabilities. */
  readonly topLogprobs: number | undefined;
  /** Whether the end carries the tokens of prompt and answer. */
  readonly wantsContext: boolean;
  /** Runs since the request came. */
  readonly stopwatch: Stopwatch;
  /** Nanoseconds until the runner was there. */
  readonly loadDuration: number;
  /** Begins to measure the answer; undefined where nothing is measured. */
  readonly measure: () => AnswerMeter | undefined;
}

export interface AnswerText {
  readonly type: "text";
  readonly delta: OutputDelta;
  readonly logprobs: readonly TokenLogprob[];
}

export interface AnswerEnd {
  readonly type: "end";
  /** What the parser had held back. */
  readonly delta: OutputDelta;
  readonly reason: DoneEvent["reason"];
  readonly metrics: Metrics;
  /** Token ids, for who wants them. */
  readonly context: readonly number[] | undefined;
}

/**
 * Streams an answer: texts, then its end, which is missing if the model was caught in a loop. Throws an ApiError for a
 * prompt that is too long (400), a format that is none (500), and a failing runner.
 */
export async function* answer(
  plan: AnswerPlan,
  signal: AbortSignal,
): AsyncGenerator<AnswerText | AnswerEnd, void, void> {
  const { lease, model, prompt, stopwatch } = plan;
  const { parser, visibleTokens } = plan.parser;
  const { numCtx } = lease.info;
  let output = "";
  let content = "";
  const visible = new VisibleLogprobs();
  const entriesOf = ({ thinking, content }: OutputDelta) => [...visible.take(thinking), ...visible.take(content)];
  const counted = (delta: OutputDelta): OutputDelta => {
    content += delta.content;
    return delta;
  };
  const meter = plan.measure();
  try {
    const tokens = await fitted(plan);
    const grammar = grammarOf(plan);
    const options = {
      ...generateOptions(plan.options, { numCtx, shift: plan.shift, topLogprobs: plan.topLogprobs }),
      visibleTokens,
      ...(grammar && { grammar }),
      ...(plan.logitBias && { logitBias: plan.logitBias }),
    };
    const guard = new RepetitionGuard();
    for await (const event of lease.generate({ prompt: tokens, options }, signal, () => meter?.started())) {
      if (event.type === "text") {
        const { text, logprobs = [], unenforced } = event;
        if (unenforced) {
          plan.onUnenforced(unenforced);
          tellUnenforced(model, unenforced);
        }
        if (text === "" && logprobs.length === 0) continue;
        meter?.text();
        if (text !== "" && guard.isStuck(text)) return;
        output += text;
        visible.add(logprobs);
        const delta = counted(parser.add(text));
        yield { type: "text", delta, logprobs: entriesOf(delta) };
      } else {
        meter?.over(event.reason, event);
        const context = plan.wantsContext ? await lease.tokenize(prompt.text + output, false) : undefined;
        const metrics = metricsOf(event, plan, stopwatch.elapsed());
        const rest = counted(parser.end());
        const logprobs = entriesOf(rest);
        const { toolCalls } = rest;
        // The end has no entries: text that was held back goes before it.
        if (logprobs.length > 0) yield { type: "text", delta: { ...rest, toolCalls: [] }, logprobs };
        const delta = logprobs.length > 0 ? { ...emptyDelta, toolCalls } : rest;
        yield { type: "end", delta, reason: event.reason, metrics, context };
        const isChecked = grammar && event.unenforced && event.reason === "stop" && !plan.isCallForced;
        if (isChecked) checkLater(model, grammar.schema, content);
        return;
      }
    }
  } catch (error) {
    meter?.over(signal.aborted ? "cancelled" : "error");
    throw toApiError(error, output === "" ? "starting" : "answering", numCtx);
  } finally {
    meter?.over("cancelled");
  }
}

/** What the answer is held to; undefined for free text. */
function grammarOf({ format, parser: { freeSection: free }, thinksFirst }: AnswerPlan): Grammar | undefined {
  const schema = formatSchema(format);
  return schema === undefined ? undefined : { schema, ...(thinksFirst && free && { free }) };
}

/** The prompt as the runner gets it: cut where it is too long and that is the server's task. */
async function fitted({ lease, prompt, truncate, options, shift }: AnswerPlan): Promise<string | readonly number[]> {
  const { numCtx, addBos } = lease.info;
  const text = textWithoutBos(prompt, addBos);
  if (prompt.isNative || !truncate || prompt.imageCount > 0) return text;
  const tokens = await lease.tokenize(text, true);
  return cutPrompt(tokens, { numCtx, numKeep: options.num_keep ?? 4, hasBos: addBos, shift });
}

/** Counts and times that are 0 are left out. */
function metricsOf(event: DoneEvent, { loadDuration }: AnswerPlan, totalDuration: number): Metrics {
  return {
    total_duration: totalDuration || undefined,
    load_duration: loadDuration || undefined,
    prompt_eval_count: event.promptTokens || undefined,
    prompt_eval_duration: event.promptDuration || undefined,
    eval_count: event.generatedTokens || undefined,
    eval_duration: event.generateDuration || undefined,
  };
}
