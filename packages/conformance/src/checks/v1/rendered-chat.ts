import type { CheckContext } from "../../check/context.ts";
import { NotApplicable } from "../../check/outcome.ts";
import type { Fields } from "./ask.ts";
import { chat } from "./chat.ts";
import { at } from "./json.ts";

/** The prompt of a chat completion. Throws {@link NotApplicable} for a server that does not show it. */
export async function renderedChat(context: CheckContext, more: Fields): Promise<string> {
  const { body } = await chat(context, { ...more, _debug_render_only: true });
  const prompt = at(body, "_debug_info", "rendered_template");
  if (typeof prompt === "string") return prompt;
  throw new NotApplicable("the server does not show its prompts with _debug_render_only");
}
