import type { CheckContext } from "../../check/context.ts";
import { expectRecord, expectStatus, isRecord } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Answer } from "../../exchange/answer.ts";
import { modelfileOf } from "./store.ts";

type Body = Readonly<Record<string, unknown>>;

export interface Message {
  readonly role: string;
  readonly content?: string;
  readonly [field: string]: unknown;
}

/**
 * Creates a model with a template of the suite's own. Throws {@link NotApplicable} for a model whose prompts the server
 * writes without any.
 * @param body more of `/api/create`
 */
export async function templated(context: CheckContext, template: string, body: Body = {}): Promise<string> {
  const from = typeof body.from === "string" ? body.from : context.model;
  const file = await context.once(`Modelfile of ${from}`, () => modelfileOf(context, from));
  if (/^RENDERER /m.test(file)) throw new NotApplicable("the prompts of this model are not made by a template");
  // While the base is loaded, what is made of it need not be.
  await context.once(`${from} is loaded`, () => context.client.post("/api/generate", { model: from }));
  // With this parser a template is used whatever the model's file brings, and the output stays as it is.
  return context.createModel({ parser: "passthrough", ...body, template });
}

/** Asks for the prompt of a chat. */
export function askChatPrompt({ client }: CheckContext, model: string, messages: readonly Message[], more: Body = {}) {
  return client.post("/api/chat", { model, messages, stream: false, _debug_render_only: true, ...more });
}

/** The prompt that an answer shows. Throws {@link NotApplicable} if it shows none. */
export function shownPrompt(answer: Answer): string {
  expectStatus(answer, 200);
  const info = expectRecord(answer.json, "the body", answer)._debug_info;
  const prompt = isRecord(info) ? info.rendered_template : undefined;
  if (typeof prompt === "string") return prompt;
  throw new NotApplicable("the server does not show its prompts with _debug_render_only");
}

/** The prompt of a chat. */
export async function chatPrompt(
  context: CheckContext,
  model: string,
  messages: readonly Message[],
  more: Body = {},
): Promise<string> {
  return shownPrompt(await askChatPrompt(context, model, messages, more));
}

/** The prompt of a generation. */
export async function generatePrompt(context: CheckContext, model: string, more: Body): Promise<string> {
  const body = { model, stream: false, _debug_render_only: true, ...more };
  return shownPrompt(await context.client.post("/api/generate", body));
}

export function user(content: string, more: Body = {}): Message {
  return { role: "user", content, ...more };
}

export function assistant(content: string, more: Body = {}): Message {
  return { role: "assistant", content, ...more };
}

export function system(content: string): Message {
  return { role: "system", content };
}
