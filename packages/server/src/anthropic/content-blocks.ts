import { go, ToolInput } from "@cria/spec";
import { Type } from "@sinclair/typebox";
import { decodeText } from "../http/decode.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";

const anything = Type.Optional(Type.Unknown(go("interface {}", "any")));

/** Any block: the reference server reads all kinds into one struct. */
const Block = Type.Object(
  {
    type: Type.String(),
    text: Type.Optional(Type.String()),
    source: Type.Optional(
      Type.Object(
        {
          type: Type.String(),
          media_type: Type.String(),
          data: Type.String(),
          url: Type.String(),
          // Of a document.
          content: anything,
        },
        go("anthropic.ImageSource"),
      ),
    ),
    id: Type.String(),
    name: Type.String(),
    input: ToolInput,
    tool_use_id: Type.String(),
    content: anything,
    title: anything,
    context: anything,
    is_error: Type.Boolean(),
    thinking: Type.Optional(Type.String()),
    signature: Type.String(),
  },
  go("anthropic.ContentBlock"),
);
/** A decoded block of any kind; fields of other kinds are empty. */
export type Block = Decoded<typeof Block>;

const Blocks = Type.Array(Block);

/** The blocks of a message's content; a text is one block. Throws an {@link ApiError} with status 400. */
export function decodeBlocks(content: unknown): Block[] {
  if (!(content instanceof RawJson)) throw new ApiError(400, "unexpected end of JSON input");
  const { value } = content;
  if (typeof value === "string" || value === null) return [textBlock(value ?? "")];
  // A message decodes itself, so what is wrong in it is told from outside.
  return decodeText(Blocks, content.text, { struct: "MessagesRequest", path: ["messages"], pinned: true });
}

function textBlock(text: string): Block {
  const empty = { id: "", name: "", input: {}, tool_use_id: "", is_error: false, signature: "" };
  return { type: "text", text, ...empty };
}
