import { getString } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { TokenizedInput } from "./tokenized-input.ts";

export interface Pair {
  readonly query: string;
  readonly document: string;
}

/** A text around `{query}` and `{document}`. */
export type RerankPrompt = string;

/** How a file wants pairs put to its model, if it says so. Throws GgufError where that is no text. */
export function readRerankPrompt(gguf: Pick<Gguf, "metadata">): RerankPrompt | undefined {
  const key = "tokenizer.chat_template.rerank";
  return gguf.metadata.has(key) ? getString(gguf, key) : undefined;
}

/**
 * A query and a document as a model that ranks reads them: in the words of its prompt, or one behind the other with the
 * tokens that begin, part and end texts. At most `most` tokens: the longer of the two texts is cut.
 */
export function pairTokens(tokenizer: Tokenizer, pair: Pair, most: number, prompt?: RerankPrompt): TokenizedInput {
  return prompt === undefined ? joined(tokenizer, pair, most) : prompted(tokenizer, pair, most, prompt);
}

function joined(tokenizer: Tokenizer, pair: Pair, most: number): TokenizedInput {
  const { addBos, bos, addEos, eos, addSep, sep } = tokenizer;
  // Texts of others must not part or end themselves.
  const [query, document] = [pair.query, pair.document].map((text) => {
    return tokenizer.encode(text, { addSpecial: false, parseSpecial: false });
  }) as [number[], number[]];
  const begin = addBos ? [bos!] : [];
  const end = addEos ? [eos ?? sep!] : [];
  const between = [...end, ...(addSep ? [sep!] : [])];
  cutLonger(query, document, Math.max(0, most - begin.length - between.length - end.length));
  const first = [...begin, ...query, ...between];
  return { tokens: [...first, ...document, ...end].slice(0, most), second: first.length };
}

/** Cuts the longer of two lists, then both alike, until they are `most` together. */
function cutLonger(a: number[], b: number[], most: number): void {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const excess = a.length + b.length - most;
  if (excess <= 0) return;
  if (long.length - excess >= short.length) long.length -= excess;
  else {
    short.length = Math.min(short.length, Math.floor(most / 2));
    long.length = most - short.length;
  }
}

function prompted(tokenizer: Tokenizer, { query, document }: Pair, most: number, prompt: RerankPrompt): TokenizedInput {
  const texts = { "{query}": query, "{document}": document };
  const encode = () => {
    const text = prompt.replace(/\{query\}|\{document\}/g, (name) => texts[name as keyof typeof texts]);
    return tokenizer.encode(text, { addSpecial: false, parseSpecial: true });
  };
  let tokens = encode();
  // The end of the prompt must stay, so the document gets shorter; its tokens may be others beside the prompt's.
  for (const name of ["{document}", "{query}"] as const) {
    const ids = tokenizer.encode(texts[name], { addSpecial: false, parseSpecial: false });
    while (tokens.length > most && ids.length > 0) {
      ids.length = Math.max(0, ids.length - (tokens.length - most));
      texts[name] = tokenizer.decode(ids, false);
      tokens = encode();
    }
  }
  return { tokens: tokens.slice(0, most), second: Math.min(tokens.length, most) };
}
