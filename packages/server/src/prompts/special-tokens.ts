import type { Gguf } from "@cria/engine";
import { getInteger, getStrings } from "@cria/engine";
import type { SpecialTokens } from "./jinja/chat/special-tokens.ts";

/** The special tokens of a model, from its header. Throws GgufError if their metadata is damaged. */
export function specialTokens(gguf: Gguf, addsBos: boolean): SpecialTokens {
  const vocabulary = getStrings(gguf, "tokenizer.ggml.tokens", undefined);
  const text = (key: string) => {
    const id = getInteger(gguf, key, undefined);
    return id !== undefined && vocabulary !== undefined && id < vocabulary.length ? vocabulary.at(id) : "";
  };
  return { bos: text("tokenizer.ggml.bos_token_id"), eos: text("tokenizer.ggml.eos_token_id"), addsBos };
}
