import type { MessagesRequest } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import type { ToolChoice } from "../inference/tool-choice.ts";

/** `tool_choice` of a request for a message: `auto`, `any`, `none`, or a named tool. Anything else is `auto`. */
export function toolChoiceOf(given: Decoded<typeof MessagesRequest>["tool_choice"]): ToolChoice {
  switch (given?.type) {
    case "none":
      return { mode: "none" };
    case "any":
      return { mode: "required" };
    case "tool":
      return given.name ? { mode: "required", only: [given.name] } : { mode: "auto" };
    default:
      return { mode: "auto" };
  }
}
