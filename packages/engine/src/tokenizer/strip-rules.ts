import { getString } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { specialTokens } from "./special-tokens.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Special tokens that swallow the white space beside them. */
export interface StripRules {
  readonly left?: ReadonlySet<number>;
  readonly right?: ReadonlySet<number>;
}

const maskedTokenizers = ["jina-v2-de", "jina-v2-es", "jina-v2-code"];
const maskedArchitectures = ["nomic-bert-moe", "jina-bert-v3"];

/** Which tokens do so: nothing in a file says it but the names of tokenizer, architecture and model. */
export function stripRules(gguf: Pick<Gguf, "metadata">, vocabulary: Vocabulary): StripRules {
  const [pre, architecture, name] = ["tokenizer.ggml.pre", "general.architecture", "general.name"].map((key) =>
    getString(gguf, key, ""),
  ) as [string, string, string];
  const tokens = (...texts: string[]) =>
    texts.map((text) => vocabulary.findText(text)).filter((token) => token !== undefined);
  if (
    maskedTokenizers.some((part) => pre.includes(part)) ||
    maskedArchitectures.some((part) => architecture.includes(part))
  ) {
    return { left: new Set(tokens("<mask>")) };
  }
  if (/phi-?3/i.test(name)) {
    const right = new Set([...specialTokens(vocabulary), ...tokens("</s>")]);
    for (const token of tokens("<unk>", "<s>", "<|endoftext|>")) right.delete(token);
    return { right };
  }
  return /modern-bert/i.test(name) ? { left: new Set(tokens("[MASK]")) } : {};
}
