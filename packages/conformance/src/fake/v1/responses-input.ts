import type { InputMessage } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { Fail } from "../native/fail.ts";
import { objectOf } from "./chat-messages.ts";
import { imageData } from "./data-url.ts";

type Item = Readonly<Record<string, unknown>>;
type Content = { content: string; images?: string[] };

/** The native messages of the items of a response's input. Throws a {@link Fail}. */
export function inputMessages(input: unknown): InputMessage[] {
  if (input === undefined || input === null || input === "") return [];
  if (typeof input === "string") return [{ role: "user", content: input }];
  if (!Array.isArray(input)) throw new Fail(400, `input must be a string or array: ${JSON.stringify(input)}`);
  const messages: InputMessage[] = [];
  let thinking: string | undefined;
  const takeThinking = () => {
    const taken = thinking === undefined ? {} : { thinking };
    thinking = undefined;
    return taken;
  };
  for (const [index, item] of input.entries()) {
    prefixed(`input[${index}]: `, () => {
      if (!isRecord(item)) throw new Fail(400, "input item missing required 'type' field");
      const type = item.type || (item.role === undefined ? "" : "message");
      switch (type) {
        case "message": {
          const role = textOf(item.role);
          const content = contentOf(item.content, "content");
          const call = messages.at(-1);
          if (role === "assistant" && call?.role === "assistant" && call.tool_calls !== undefined) {
            const joined = [call.content, content.content].filter((text) => text !== "").join("\n");
            messages[messages.length - 1] = { ...call, content: joined };
          } else messages.push({ role, ...content, ...(role === "assistant" ? takeThinking() : {}) });
          return;
        }
        case "function_call": {
          const before = messages.at(-1);
          const call = {
            id: textOf(item.call_id),
            function: { name: textOf(item.name), arguments: argumentsOf(textOf(item.arguments)) },
          };
          if (before?.role === "assistant") {
            const tool_calls = [...(before.tool_calls ?? []), call];
            messages[messages.length - 1] = { ...before, ...takeThinking(), tool_calls };
          } else messages.push({ role: "assistant", content: "", ...takeThinking(), tool_calls: [call] });
          return;
        }
        case "function_call_output":
          messages.push({
            role: "tool",
            ...contentOf(item.output, "output"),
            tool_call_id: textOf(item.call_id),
          });
          return;
        case "reasoning":
          thinking = textOf(item.encrypted_content);
          return;
        case "web_search_call":
          return;
        case "":
          throw new Fail(400, "input item missing required 'type' field");
        default:
          throw new Fail(400, `unknown input item type: ${JSON.stringify(type)}`);
      }
    });
  }
  if (thinking !== undefined) messages.push({ role: "assistant", content: "", thinking });
  return messages;
}

function argumentsOf(text: string): Record<string, unknown> {
  if (text === "") return {};
  return objectOf(text, "failed to parse function call arguments: not a JSON object");
}

/** Text and images of a message or an output: a string, or parts. */
function contentOf(content: unknown, field: string): Content {
  if (content === undefined || content === null) return { content: "" };
  if (typeof content === "string") return { content };
  if (!Array.isArray(content)) throw new Fail(400, `${field} must be a string or array`);
  const result: Content = { content: "" };
  for (const [index, part] of content.entries()) {
    prefixed(`${field}[${index}]: `, () => {
      const { type, text, image_url: url } = isRecord(part) ? part : ({} as Item);
      switch (type) {
        case "input_text":
        case "output_text":
          result.content += textOf(text);
          return;
        case "input_image":
          if (typeof url === "string") result.images = [...(result.images ?? []), imageData(url)];
          return;
        case "input_file":
          throw new Fail(400, "file inputs are not currently supported");
        default:
          throw new Fail(400, `unknown content type: ${textOf(type)}`);
      }
    });
  }
  return result;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new Fail(400, `json: cannot unmarshal ${typeof value} into Go value of type string`);
}

/** Says in what a {@link Fail} is about where it arose. */
function prefixed(place: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    throw error instanceof Fail ? new Fail(error.status, place + error.message) : error;
  }
}
