import type { CheckContext } from "../../check/context.ts";
import { expectStatus, isRecord } from "../../check/expect.ts";
import { NotApplicable } from "../../check/outcome.ts";
import { type Kind, type More, pathOf, question } from "./ask.ts";

/**
 * The prompt that the model would get for a request, by `_debug_render_only`. Throws {@link NotApplicable} for a server
 * that does not show it.
 */
export async function rendered(context: CheckContext, kind: Kind, text: string, more: More = {}): Promise<string> {
  const body = { ...question(context, kind, text, more), stream: false, _debug_render_only: true };
  const answer = await context.client.post(pathOf[kind], body);
  expectStatus(answer, 200);
  const { json } = answer;
  const info = isRecord(json) ? json._debug_info : undefined;
  const prompt = isRecord(info) ? info.rendered_template : undefined;
  if (typeof prompt === "string") return prompt;
  throw new NotApplicable("the server does not show its prompts with _debug_render_only");
}
