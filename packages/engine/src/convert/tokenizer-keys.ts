import { TokenType } from "../tokenizer/vocabulary.ts";
import { Config } from "./config.ts";
import { CheckpointError } from "./error.ts";
import { type Folder, isObject } from "./folder.ts";
import type { Keys } from "./keys.ts";
import { readPieces } from "./sentencepiece-model.ts";
import { addedTokens, readTokenizerJson, specialEnds } from "./tokenizer-json.ts";
import { type AddedToken, addTokens, assertFits, pad, type TokenList } from "./vocabulary.ts";

/** Names that GGUF has for kinds of special tokens. */
const kinds = {
  bos: "bos",
  eos: "eos",
  unk: "unknown",
  sep: "seperator",
  pad: "padding",
  cls: "cls",
  mask: "mask",
  eot: "eot",
  eom: "eom",
} as const;

/**
 * What a folder says of the tokenizer, for a model whose embedding has so many rows. Throws {@link CheckpointError} for a
 * tokenizer that is missing, of an unknown kind, or does not fit.
 */
export async function tokenizerKeys(folder: Folder, config: Config, rows: number, keys: Keys): Promise<void> {
  const settings = (await folder.json("tokenizer_config.json")) ?? {};
  const json = await folder.json("tokenizer.json");
  const list = await readTokens(folder, json, rows);
  assertFits(list, rows);
  addTokens(list, json ? addedTokens(json) : [], rows);
  addTokens(list, await addedBeside(folder, settings), rows);
  pad(list, rows);
  if (list.model === "bert") {
    spaceWords(list);
    normalizerKeys(json?.normalizer, keys);
  }

  const own = (key: string) => `tokenizer.ggml.${key}`;
  keys.text(own("model"), list.model);
  keys.text(own("pre"), list.pre);
  keys.set(own("tokens"), { type: "array", elementType: "string", value: list.texts });
  if (list.scores) keys.set(own("scores"), { type: "array", elementType: "f32", value: list.scores });
  keys.set(own("token_type"), { type: "array", elementType: "i32", value: list.types });
  if (list.merges) keys.set(own("merges"), { type: "array", elementType: "string", value: list.merges });

  const special = await specialTexts(folder, settings);
  const idOf = new Map(list.texts.map((text, id) => [text, id]));
  for (const [kind, name] of Object.entries(kinds)) {
    const text = special(`${kind}_token`);
    const stated = config.find(`${kind}_token_id`);
    const id = (text && idOf.get(text)) ?? (Array.isArray(stated) ? stated[0] : stated);
    if (typeof id === "number" && Number.isInteger(id) && id >= 0 && id < rows)
      keys.integer(own(`${name}_token_id`), id);
  }
  if (list.model === "bert") wordPieceEnds(keys);
  await furtherEnds(folder, config, keys);
  const ends = json && specialEnds(json);
  const flag = (name: string, fallback: boolean | undefined) => {
    const value = settings[name];
    return typeof value === "boolean" ? value : fallback;
  };
  keys.flag(own("add_bos_token"), flag("add_bos_token", ends && ends.first !== ""));
  keys.flag(own("add_eos_token"), flag("add_eos_token", ends && ends.last !== "" && ends.last !== ends.first));
  const prefix = config.find("architectures")?.toString().startsWith("Gemma")
    ? false
    : flag("add_prefix_space", undefined);
  if (list.model === "llama") keys.flag(own("add_space_prefix"), prefix ?? prefixOf(json, folder));
  keys.text("tokenizer.chat_template", await chatTemplate(folder, settings));
}

/** WordPiece's texts begin with [CLS] and end with [SEP]. */
function wordPieceEnds(keys: Keys): void {
  for (const [end, stands] of [
    ["bos", "cls"],
    ["eos", "seperator"],
  ]) {
    const key = `tokenizer.ggml.${end}_token_id`;
    const id = keys.entries.get(`tokenizer.ggml.${stands}_token_id`);
    if (id !== undefined && !keys.entries.has(key)) keys.set(key, id);
  }
}

/** Where several tokens end an answer, those that have no name become the ends of a turn and of a message. */
async function furtherEnds(folder: Folder, config: Config, keys: Keys): Promise<void> {
  const generation = new Config((await folder.json("generation_config.json")) ?? {});
  const key = (name: string) => `tokenizer.ggml.${name}_token_id`;
  const known = ["eos", "eot", "eom"].map((name) => keys.entries.get(key(name))?.value);
  const stated = [generation, config].flatMap((source) => source.find("eos_token_id")).filter(Number.isSafeInteger);
  const others = [...new Set(stated as number[])].filter((id) => id >= 0 && !known.includes(id));
  for (const name of ["eot", "eom"]) if (!keys.entries.has(key(name))) keys.integer(key(name), others.shift());
}

/** Whether a `tokenizer.json` puts a space before texts, where it alone says so. */
function prefixOf(json: Record<string, unknown> | undefined, folder: Folder): boolean | undefined {
  if (json === undefined || folder.has("tokenizer.model")) return undefined;
  const steps = JSON.stringify([json.normalizer, json.pre_tokenizer]);
  return /"Prepend"|"prepend_scheme":"(?:first|always)"|"add_prefix_space":true/.test(steps);
}

async function readTokens(folder: Folder, json: Record<string, unknown> | undefined, rows: number): Promise<TokenList> {
  const pieces = folder.has("tokenizer.model") ? readPieces(await folder.bytes("tokenizer.model")) : undefined;
  if (pieces !== undefined) {
    // The last pieces may be of what the embedding has no rows for.
    const kept = pieces.slice(0, rows);
    return {
      model: "llama",
      pre: "default",
      texts: kept.map(({ text }) => text),
      types: kept.map(({ type }) => type),
      scores: kept.map(({ score }) => score),
    };
  }
  if (json !== undefined) return readTokenizerJson(json);
  const vocabulary = await folder.json("vocab.json");
  if (vocabulary === undefined || !folder.has("merges.txt")) throw new CheckpointError("there is no tokenizer");
  const lines = (await folder.text("merges.txt")).split(/\r?\n/);
  const merges = lines.filter((line, i) => line !== "" && !(i === 0 && line.startsWith("#")));
  const model = { type: "BPE", vocab: vocabulary, merges };
  return readTokenizerJson({ model, pre_tokenizer: { type: "ByteLevel" } });
}

/** Added tokens of the older files. */
async function addedBeside(folder: Folder, settings: Record<string, unknown>): Promise<AddedToken[]> {
  const older = Object.entries((await folder.json("added_tokens.json")) ?? {}).map(([content, id]) => ({
    ...{ id: Number(id), content, special: false },
  }));
  const decoder = isObject(settings.added_tokens_decoder) ? settings.added_tokens_decoder : {};
  const newer = Object.entries(decoder).map(([id, token]) => {
    const { content, special } = Object(token);
    return { id: Number(id), content: String(content), special: special === true };
  });
  return [...older, ...newer].filter(({ id }) => Number.isSafeInteger(id) && id >= 0);
}

/** WordPiece in GGUF has a mark before words, not within them. */
function spaceWords(list: TokenList): void {
  for (const [id, text] of list.texts.entries()) {
    if (typeof text !== "string" || list.types[id] === TokenType.control) continue;
    list.texts[id] = text.startsWith("##") ? text.slice(2) : `\u2581${text}`;
  }
}

/** Whether a WordPiece tokenizer tells capitals and accents, where it says so. */
function normalizerKeys(normalizer: unknown, keys: Keys): void {
  if (!isObject(normalizer)) return;
  const flag = (value: unknown) => (typeof value === "boolean" ? value : undefined);
  keys.flag("tokenizer.ggml.normalizer.lowercase", flag(normalizer.lowercase));
  keys.flag("tokenizer.ggml.normalizer.strip_accents", flag(normalizer.strip_accents));
}

async function specialTexts(folder: Folder, settings: Record<string, unknown>) {
  const map = (await folder.json("special_tokens_map.json")) ?? {};
  return (name: string): string | undefined => {
    const value = settings[name] ?? map[name];
    const text = isObject(value) ? value.content : value;
    return typeof text === "string" ? text : undefined;
  };
}

async function chatTemplate(folder: Folder, settings: Record<string, unknown>): Promise<string | undefined> {
  if (folder.has("chat_template.jinja")) return folder.text("chat_template.jinja");
  const value = (await folder.json("chat_template.json"))?.chat_template ?? settings.chat_template;
  if (typeof value === "string") return value;
  const named = Array.isArray(value) ? value.map(Object) : [];
  const template = (named.find(({ name }) => name === "default") ?? named[0])?.template;
  return typeof template === "string" ? template : undefined;
}
