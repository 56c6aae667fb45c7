import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { ignored } from "../ignored.ts";
import { optional, zeroed } from "../native/field.ts";
import { since } from "../since.ts";
import { ImageUrl } from "./content.ts";

export const ResponsesTextPart = Type.Object(
  {
    type: Type.Union([Type.Literal("input_text"), Type.Literal("output_text")], { type: "string" }),
    text: zeroed(Type.String()),
  },
  go("openai.ResponsesTextContent"),
);
export type ResponsesTextPart = Static<typeof ResponsesTextPart>;

export const ResponsesImagePart = Type.Object(
  {
    type: Type.Literal("input_image"),
    image_url: optional(ImageUrl),
    file_id: optional(Type.String(), "Ignored: there are no files. Without `image_url` so is the part."),
    detail: optional(Type.String(), "Ignored."),
  },
  go("openai.ResponsesImageContent"),
);
export type ResponsesImagePart = Static<typeof ResponsesImagePart>;

/** A file. Known so that it can be refused in words: files are not supported. */
export const ResponsesFilePart = Type.Object(
  {
    type: Type.Literal("input_file"),
    file_data: optional(Type.String()),
    file_id: optional(Type.String()),
    file_url: optional(Type.String()),
    filename: optional(Type.String()),
  },
  { ...go("openai.ResponsesFileContent"), ...since("0.20.4") },
);
export type ResponsesFilePart = Static<typeof ResponsesFilePart>;

/** A piece of a message or of a function's output. Any other is refused. */
export const ResponsesContentPart = Type.Union([ResponsesTextPart, ResponsesImagePart, ResponsesFilePart]);
export type ResponsesContentPart = Static<typeof ResponsesContentPart>;

const Content = Type.Union([Type.String(), Type.Array(ResponsesContentPart)]);
const content = go("json.RawMessage", "raw");

/** A message of the chat. All its texts are joined without a separator. */
export const ResponsesInputMessage = Type.Object(
  {
    type: optional(Type.Union([Type.Literal("message"), Type.Literal("")], { type: "string" })),
    role: zeroed(Type.String(), "user, system, developer or assistant; not checked."),
    content: Type.Optional(Type.Union(Content.anyOf, content)),
    id: ignored(Type.String()),
    status: ignored(Type.String()),
  },
  go("openai.ResponsesInputMessage"),
);
export type ResponsesInputMessage = Static<typeof ResponsesInputMessage>;

/** A call that an earlier answer made. */
export const ResponsesFunctionCall = Type.Object(
  {
    type: Type.Literal("function_call"),
    id: optional(Type.String(), "Ignored."),
    call_id: zeroed(Type.String()),
    name: zeroed(Type.String()),
    arguments: zeroed(Type.String(), "Text of a JSON object, or empty."),
    status: ignored(Type.String()),
  },
  go("openai.ResponsesFunctionCall"),
);
export type ResponsesFunctionCall = Static<typeof ResponsesFunctionCall>;

/** What a called function answered. */
export const ResponsesFunctionCallOutput = Type.Object(
  {
    type: Type.Literal("function_call_output"),
    call_id: zeroed(Type.String(), "The call that this answers."),
    output: Type.Optional(Type.Union(Content.anyOf, content)),
    id: ignored(Type.String()),
    status: ignored(Type.String()),
  },
  go("openai.ResponsesFunctionCallOutput"),
);
export type ResponsesFunctionCallOutput = Static<typeof ResponsesFunctionCallOutput>;

/** A piece of what the model thought. */
export const ResponsesReasoningSummary = Type.Object(
  { type: Type.Literal("summary_text"), text: Type.String() },
  go("openai.ResponsesReasoningSummary"),
);
export type ResponsesReasoningSummary = Static<typeof ResponsesReasoningSummary>;

/** What the model thought before its next message or call. */
export const ResponsesReasoningInput = Type.Object(
  {
    type: Type.Literal("reasoning"),
    id: optional(Type.String(), "Ignored."),
    summary: optional(Type.Array(ResponsesReasoningSummary), "Ignored."),
    encrypted_content: optional(Type.String(), "The thought itself; it is not encrypted."),
    status: ignored(Type.String()),
  },
  go("openai.ResponsesReasoningInput"),
);
export type ResponsesReasoningInput = Static<typeof ResponsesReasoningInput>;

export const ResponsesWebSearchAction = Type.Object(
  { type: Type.Literal("search"), query: Type.String() },
  go("openai.ResponsesWebSearchAction"),
);
export type ResponsesWebSearchAction = Static<typeof ResponsesWebSearchAction>;

/** A search that the server made for an earlier answer; without effect. */
export const ResponsesWebSearchCallInput = Type.Object(
  {
    type: Type.Literal("web_search_call"),
    id: optional(Type.String()),
    status: optional(Type.String()),
    action: optional(Type.Object({ type: optional(Type.String()), query: optional(Type.String()) })),
  },
  { ...go("openai.ResponsesWebSearchCall"), ...since("0.32.10") },
);
export type ResponsesWebSearchCallInput = Static<typeof ResponsesWebSearchCallInput>;

/** An item of the input. Any other is refused. */
export const ResponsesInputItem = Type.Union([
  ResponsesInputMessage,
  ResponsesFunctionCall,
  ResponsesFunctionCallOutput,
  ResponsesReasoningInput,
  ResponsesWebSearchCallInput,
]);
export type ResponsesInputItem = Static<typeof ResponsesInputItem>;
