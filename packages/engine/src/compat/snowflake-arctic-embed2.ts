import { GgufStrings } from "../gguf/strings.ts";
import type { Draft } from "./draft.ts";
import type { Handler } from "./handler.ts";

const key = "tokenizer.ggml.precompiled_charsmap";

/** Snowflake Arctic Embed 2: the tokenizer's table of characters is base64, as an array of its characters. */
export const snowflakeArcticEmbed2: Handler = {
  architectures: ["bert"],
  isLibraryFile: (file) => file.text("tokenizer.ggml.model") === "t5" && base64(file) !== undefined,
  translate(draft) {
    const value = Uint8Array.from(Buffer.from(base64(draft) ?? "", "base64"));
    draft.set(key, { type: "array", elementType: "u8", value });
  },
};

function base64(file: Draft): string | undefined {
  const entry = file.metadata.get(key);
  if (entry?.type !== "array" || !(entry.value instanceof GgufStrings)) return undefined;
  const joined = [...entry.value].join("");
  // What is no base64 stays as it is, for the tokenizer to refuse.
  return joined.length === entry.value.length && /^[A-Za-z0-9+/]+=*$/.test(joined) ? joined : undefined;
}
