import { GgufStrings } from "../gguf/strings.ts";
import type { Draft } from "./draft.ts";
import type { Handler } from "./handler.ts";
import { i32s, text } from "./values.ts";

const [tokens, types, ends] = ["tokens", "token_type", "eos_token_ids"].map((name) => `tokenizer.ggml.${name}`) as [
  string,
  string,
  string,
];
const normal = 1;
const byte = 6;
/** `<end_of_turn>`, which the files leave out of the list. */
const endOfTurn = 106;

const rowsOf = (file: Draft) => file.size("per_layer_token_embd.weight", 1);

/** Gemma 3n: its vocabulary includes tokens of images and sound, for which there are no embeddings per layer. */
export const gemma3n: Handler = {
  architectures: ["gemma3n"],
  isLibraryFile: (file) => {
    const [rows, perLayer] = [file.size("token_embd.weight", 1), rowsOf(file)];
    return rows !== undefined && perLayer !== undefined && rows !== perLayer;
  },
  translate(draft) {
    const rows = rowsOf(draft) ?? 0;
    draft.cutRows("token_embd.weight", rows);
    draft.cutVocabulary(rows);
    draft.set("tokenizer.ggml.model", text("llama"));
    retype(draft);
    const declared = draft.integers(ends) ?? [1];
    draft.set(ends, i32s(new Set([...declared, endOfTurn])));
  },
};

/** Gives tokens of bytes, and those that are unused, their types. */
function retype(draft: Draft): void {
  const texts = draft.metadata.get(tokens)?.value;
  const given = draft.integers(types);
  if (!(texts instanceof GgufStrings) || given === undefined) return;
  const typeOf = (token: string) => {
    if (/^<0x..>$/.test(token)) return byte;
    return token.startsWith("<unused") ? normal : undefined;
  };
  const known = (index: number) => (index < texts.length ? typeOf(texts.at(index)) : undefined);
  draft.set(types, i32s(given.map((type, index) => known(index) ?? type)));
}
