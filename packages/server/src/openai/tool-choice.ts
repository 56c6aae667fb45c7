import type { ToolChoice } from "../inference/tool-choice.ts";
import { isObject } from "../outputs/json-object.ts";

/**
 * `tool_choice` of a chat completion or a response: `none`, `auto`, `required`, a named function or custom tool, or
 * `allowed_tools`. Anything else is `auto`.
 */
export function toolChoiceOf(given: unknown): ToolChoice {
  if (given === "none" || given === "required") return { mode: given };
  if (!isObject(given)) return { mode: "auto" };
  switch (given.type) {
    case "function":
    case "custom": {
      const name = nameOf(given);
      return name === undefined ? { mode: "auto" } : { mode: "required", only: [name] };
    }
    case "allowed_tools": {
      // A response has the fields beside the type.
      const { mode, tools } = isObject(given.allowed_tools) ? given.allowed_tools : given;
      const names = Array.isArray(tools) ? tools.map(nameOf).filter((name) => name !== undefined) : [];
      return { mode: mode === "required" ? "required" : "auto", only: names };
    }
    default:
      return { mode: "auto" };
  }
}

/** The name of a tool, which a chat completion has in a member called like the tool's type. */
function nameOf(tool: unknown): string | undefined {
  if (!isObject(tool)) return undefined;
  const inner = [tool.function, tool.custom].find(isObject) ?? tool;
  return typeof inner.name === "string" ? inner.name : undefined;
}
