import type { Think } from "@cria/spec";

/** Whether and how hard a model thinks, as templates see it. */
export interface Thinking {
  /** Whether the request said so, or the model thinks by default. */
  readonly isSet: boolean;
  readonly on: boolean;
  /** A level that the request named; undefined for plain on or off. */
  readonly level: string | undefined;
}

/** What a request's `think` means for a model: a model that can think does so unless told otherwise. */
export function resolveThinking(think: Think | undefined, canThink: boolean): Thinking {
  if (think === undefined) return { isSet: canThink, on: canThink, level: undefined };
  if (typeof think === "boolean") return { isSet: true, on: think, level: undefined };
  return { isSet: true, on: true, level: think };
}
