import { go, ResponsesFilePart, ResponsesImagePart, ResponsesTextPart } from "@cria/spec";
import { Type } from "@sinclair/typebox";
import { decodeText } from "../http/decode.ts";
import { RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { decodeImageUrl } from "./image-url.ts";
import { elements, within } from "./raw-elements.ts";

/** The text and the images of a message or of a function's output. */
export interface ResponsesContent {
  readonly content: string;
  readonly images?: Uint8Array<ArrayBuffer>[];
}

/** What tells parts apart. */
const Kind = Type.Object({ type: Type.String() }, go('struct { Type string "json:\\"type\\"" }'));

/**
 * Reads a value that is a text or a list of parts, whose texts are joined without a separator. Throws an
 * {@link ApiError} with status 400. @param field its name, for errors
 */
export function readContent(raw: unknown, field: "content" | "output"): ResponsesContent {
  if (!(raw instanceof RawJson)) return { content: "" };
  if (typeof raw.value === "string") return { content: raw.value };
  let content = "";
  const images: Uint8Array<ArrayBuffer>[] = [];
  for (const [index, part] of elements(raw, `${field} must be a string or array`).entries()) {
    within(`${field}[${index}]: `, () => {
      const { type } = decodeText(Kind, part);
      switch (type) {
        case "input_text":
        case "output_text":
          content += decodeText(ResponsesTextPart, part).text;
          return;
        case "input_image": {
          const { image_url: url } = decodeText(ResponsesImagePart, part);
          if (url) images.push(decodeImageUrl(url));
          return;
        }
        case "input_file":
          decodeText(ResponsesFilePart, part);
          throw new ApiError(400, "file inputs are not currently supported");
        default:
          throw new ApiError(400, `unknown content type: ${type}`);
      }
    });
  }
  return images.length > 0 ? { content, images } : { content };
}
