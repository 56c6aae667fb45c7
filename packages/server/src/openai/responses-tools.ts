import { InputToolFunctionParameters, type ResponsesTool } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { decodeText } from "../http/decode.ts";
import type { Decoded } from "../http/decoded.ts";
import { encodeJson } from "../http/json.ts";
import { within } from "./raw-elements.ts";

type Given = Decoded<ResponsesTool>;
type NativeTool = NonNullable<ChatBody["tools"]>[number];

/**
 * The native tools of a declared one: those of a namespace are named after it; a search is none, since this server does
 * not search. Throws an {@link ApiError} with status 400 for parameters that are no schema.
 */
export function toNativeTools({ type = "", name = "", description, parameters, tools }: Given): NativeTool[] {
  if (type === "web_search") return [];
  if (type === "namespace") {
    const members = (tools ?? []).flatMap(toNativeTools);
    const prefix = `${name}.`;
    if (name === "") return members;
    return members.map((tool) => {
      const { name: own } = tool.function;
      return own.startsWith(prefix) ? tool : { ...tool, function: { ...tool.function, name: prefix + own } };
    });
  }
  const schema = within("failed to unmarshal tool parameters: ", () =>
    decodeText(InputToolFunctionParameters, encodeJson(parameters ?? {})),
  );
  return [{ type, function: { name, description, parameters: schema } }];
}
