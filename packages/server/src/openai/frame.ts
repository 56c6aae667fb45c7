import type { CompletionUsage, Message, Metrics } from "@cria/spec";
import { encodeJson } from "../http/json.ts";

/** What a native frame that ends an answer says about it, and one that doesn't leaves out. */
export type Ending = Pick<Metrics, "prompt_eval_count" | "eval_count"> & { readonly done_reason?: string };

/** Unix time in seconds of a native time. */
export function unixSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** The tokens that a frame counts; 0 for what it leaves out. */
export function usageOf({ prompt_eval_count: prompt = 0, eval_count: completion = 0 }: Ending): CompletionUsage {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** The tokens of several answers to one prompt. */
export function usageOfAll(endings: readonly Ending[]): CompletionUsage {
  const eval_count = endings.reduce((sum, ending) => sum + (ending.eval_count ?? 0), 0);
  return usageOf({ prompt_eval_count: endings[0]?.prompt_eval_count, eval_count });
}

/** A native call's arguments as the text of a JSON object. */
export function argumentsText(call: NonNullable<Message["tool_calls"]>[number]): string {
  return encodeJson(call.function.arguments);
}

/** A whole number from 0 to below `limit`, which makes up ids. */
export function randomNumber(limit: number): number {
  return Math.floor(Math.random() * limit);
}
