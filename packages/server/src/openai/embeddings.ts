import { inferEmbed } from "../api/embed.ts";
import type { Handler } from "../http/context.ts";
import { ApiError, passedOnErrorResponse } from "../http/error.ts";
import { jsonLineResponse } from "../http/stream.ts";
import { type Encoding, toEmbeddingList } from "./embedding-list.ts";

/** `POST /v1/embeddings`: the vectors of texts. */
export const embeddings: Handler<"openaiEmbeddings"> = async ({ body, context, signal }) => {
  const encoding = encodingOf(body.encoding_format);
  const native = { model: body.model, input: inputOf(body.input), dimensions: body.dimensions };
  try {
    const answer = await inferEmbed({ body: native, context, signal });
    return jsonLineResponse(await toEmbeddingList(body.model, answer, encoding));
  } catch (error) {
    return passedOnErrorResponse(error, "openai");
  }
};

function encodingOf(format = ""): Encoding {
  const lower = format.toLowerCase();
  if (lower === "base64") return "base64";
  if (lower === "float" || lower === "") return "float";
  throw new ApiError(400, `Invalid value for 'encoding_format' = ${format}. Supported values: ['float', 'base64'].`);
}

/** An empty text is a text here, where the native protocol takes it for none. */
function inputOf(input: unknown): unknown {
  if (input === undefined || input === null || (Array.isArray(input) && input.length === 0)) {
    throw new ApiError(400, "invalid input");
  }
  return input === "" ? [""] : input;
}
