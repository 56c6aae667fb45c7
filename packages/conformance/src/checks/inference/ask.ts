import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import type { Ability } from "../../target/models.ts";

/** The endpoints that generate text. */
export const kinds = ["generate", "chat"] as const;
export type Kind = (typeof kinds)[number];

export const pathOf = { generate: "/api/generate", chat: "/api/chat" } as const satisfies Record<Kind, string>;

/** A question that models of all sizes answer in words. */
export const prompt = "Tell me a story about a cat.";

/** Options with which the same question has the same answer, and a short one. */
export const steady = { temperature: 0, seed: 42, num_predict: 12 } as const;

export interface More {
  readonly model?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The body of a request for an answer to `text`, with the {@link steady} options and without thinking. */
export function question(context: CheckContext, kind: Kind, text: string, more: More = {}): Record<string, unknown> {
  const { model = context.model, options = {}, ...fields } = more;
  return {
    model,
    ...(kind === "generate" ? { prompt: text } : { messages: [{ role: "user", content: text }] }),
    ...(can(context, model, "thinking") ? { think: false } : {}),
    options: { ...steady, ...options },
    ...fields,
  };
}

/** Asks for an answer to `text`. */
export function ask(context: CheckContext, kind: Kind, text: string, more?: More): Promise<Answer> {
  return context.client.post(pathOf[kind], question(context, kind, text, more));
}

/** Asks for a whole answer at once. */
export function askWhole(context: CheckContext, kind: Kind, text: string, more: More = {}): Promise<Answer> {
  return ask(context, kind, text, { stream: false, ...more });
}

/** A request without a prompt, which loads the model. */
export function askNothing(context: CheckContext, kind: Kind, more: More = {}): Promise<Answer> {
  return context.client.post(pathOf[kind], { model: context.model, ...more });
}

/** Whether the server says that a model can do something. */
export function can({ models }: CheckContext, model: string, ability: Ability): boolean {
  const names = [model, `${model}:latest`];
  return models.known.some(({ name, capabilities }) => names.includes(name) && capabilities.includes(ability));
}

/** The name of a model that answers prompts and can't do something more. Throws {@link NotApplicable}. */
export function modelWithout(context: CheckContext, ability: Ability): string {
  if (!can(context, context.model, ability)) return context.model;
  const able = context.models.known.filter(({ capabilities }) => capabilities.includes("completion"));
  const [found] = able.filter(({ capabilities }) => !capabilities.includes(ability));
  if (found !== undefined) return found.name;
  throw new NotApplicable(`each model of the server that answers prompts has the capability ${ability}`);
}
