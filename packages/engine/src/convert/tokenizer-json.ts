import { TokenType } from "../tokenizer/vocabulary.ts";
import { CheckpointError } from "./error.ts";
import { isObject } from "./folder.ts";
import { preTokenizerName } from "./pre-tokenizer-name.ts";
import type { AddedToken, TokenList } from "./vocabulary.ts";

/** The tokens of a `tokenizer.json`, without the added ones. Throws {@link CheckpointError} for a kind that nobody knows. */
export function readTokenizerJson(json: Record<string, unknown>): TokenList {
  const model = isObject(json.model) ? json.model : {};
  const texts = textsOf(model.vocab);
  const types = texts.map((text) => (text === undefined ? TokenType.unused : TokenType.normal));
  const named = texts.map((text, id) => text ?? `[PAD${id}]`);
  switch (model.type ?? (Array.isArray(model.merges) ? "BPE" : undefined)) {
    case "WordPiece":
      return { model: "bert", pre: "jina-v2-en", texts: named, types };
    case "BPE": {
      const merges = mergesOf(model.merges);
      if (model.byte_fallback === true) return pieces(named, types, merges, String(model.unk_token ?? "<unk>"));
      const pre = preTokenizerName(json.pre_tokenizer, model.ignore_merges === true);
      return { model: "gpt2", pre, texts: named, types, merges: merges.map(joined) };
    }
    default:
      throw new CheckpointError(`tokenizers of the kind "${String(model.type)}" can't be converted`);
  }
}

/** Texts by id; undefined for ids that nobody has. */
function textsOf(vocabulary: unknown): (string | undefined)[] {
  if (!isObject(vocabulary)) throw new CheckpointError("tokenizer.json has no vocabulary");
  const entries = Object.entries(vocabulary);
  const texts: (string | undefined)[] = [];
  for (const [text, id] of entries) {
    // Ids that no vocabulary has would make a list of any length.
    const isId = typeof id === "number" && Number.isInteger(id) && id >= 0 && id < 2 * entries.length + 100_000;
    if (!isId) throw new CheckpointError(`the vocabulary has ${String(id)} as an id`);
    while (texts.length < id) texts.push(undefined);
    texts[id] = text;
  }
  return texts;
}

type Pair = readonly [string, string];

/** Pairs, which files have as lists or as texts with a space. */
function mergesOf(merges: unknown): Pair[] {
  if (!Array.isArray(merges)) throw new CheckpointError("the tokenizer has no merges");
  return merges.map((merge: unknown) => {
    const pair = typeof merge === "string" ? merge.split(" ") : merge;
    if (Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string"))
      return pair as never;
    throw new CheckpointError("a merge of the tokenizer is no pair");
  });
}

/** As GGUF has it, where a space parts the two. */
function joined(pair: Pair): string {
  return pair.map((part) => part.replaceAll(" ", "\u0120")).join(" ");
}

/**
 * Byte pairs that were made of SentencePiece's: the sooner a merge comes, the higher the score of what it gives, so that
 * the same pieces come out.
 */
function pieces(texts: string[], types: number[], merges: readonly Pair[], unknown: string): TokenList {
  const ranks = new Map<string, number>();
  for (const [rank, [left, right]] of merges.entries()) {
    if (!ranks.has(left + right)) ranks.set(left + right, rank);
  }
  const scores = texts.map((text) => -(ranks.get(text) ?? 0));
  for (const [id, text] of texts.entries()) {
    if (text === unknown) types[id] = TokenType.unknown;
    else if (/^<0x[0-9A-F]{2}>$/.test(text)) types[id] = TokenType.byte;
  }
  return { model: "llama", pre: "default", texts, types, scores };
}

/** The added tokens of a `tokenizer.json`. */
export function addedTokens(json: Record<string, unknown>): AddedToken[] {
  const added = Array.isArray(json.added_tokens) ? json.added_tokens : [];
  return added.flatMap((token) => {
    const { id, content, special } = Object(token);
    return Number.isSafeInteger(id) && id >= 0 && typeof content === "string"
      ? [{ id, content, special: special === true }]
      : [];
  });
}

/** Whether texts begin with a special token and end with one, as the post-processor has it; undefined without one. */
export function specialEnds(json: Record<string, unknown>): { first: string; last: string } | undefined {
  const template = templateOf(json.post_processor);
  if (template === undefined) return undefined;
  const idOf = (piece: unknown) => {
    const token = isObject(piece) && isObject(piece.SpecialToken) ? piece.SpecialToken.id : "";
    return typeof token === "string" ? token : "";
  };
  return { first: idOf(template[0]), last: idOf(template.at(-1)) };
}

function templateOf(processor: unknown): unknown[] | undefined {
  if (!isObject(processor)) return undefined;
  if (processor.type === "TemplateProcessing") return Array.isArray(processor.single) ? processor.single : undefined;
  if (processor.type === "BertProcessing" || processor.type === "RobertaProcessing") {
    const [cls, sep] = [processor.cls, processor.sep].map((pair) => (Array.isArray(pair) ? pair[0] : ""));
    return [{ SpecialToken: { id: cls } }, { SpecialToken: { id: sep } }];
  }
  const inner = Array.isArray(processor.processors) ? processor.processors : [];
  return inner.map(templateOf).find((template) => template !== undefined);
}
