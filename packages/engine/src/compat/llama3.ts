import { GgufStrings } from "../gguf/strings.ts";
import type { Draft } from "./draft.ts";
import type { Handler } from "./handler.ts";
import { i32s, text, u32 } from "./values.ts";

/** Ids in the vocabulary of Llama 3. */
const [endOfText, startOfHeader, endOfTurn] = [128_001, 128_006, 128_009];
const [pre, eos, eot] = ["pre", "eos_token_id", "eot_token_id"].map((name) => `tokenizer.ggml.${name}`) as [
  string,
  string,
  string,
];

/** Llama 3: no name of the tokenizer's pattern, or the end of the text where the end of the turn is meant. */
export const llama3: Handler = {
  architectures: ["llama"],
  isLibraryFile: (file) => {
    if (tokenAt(file, endOfTurn) !== "<|eot_id|>" || !chats(file)) return false;
    return lacksPre(file) || file.integer(eos) === endOfText;
  },
  translate(draft) {
    if (lacksPre(draft)) draft.set(pre, text("llama-bpe"));
    for (const key of [eos, eot]) {
      const id = draft.integer(key);
      if (id === undefined || id === endOfText) draft.set(key, u32(endOfTurn));
    }
    draft.set("tokenizer.ggml.eos_token_ids", i32s([endOfTurn]));
  },
};

const lacksPre = (file: Draft) => !file.has(pre) || ["", "default"].includes(file.text(pre) ?? pre);

/** Whether the model was trained to chat. */
function chats(file: Draft): boolean {
  const template = file.text("tokenizer.chat_template") ?? "";
  return tokenAt(file, startOfHeader) === "<|start_header_id|>" || /<\|(?:start_header_id|eot_id)\|>/.test(template);
}

function tokenAt(file: Draft, id: number): string | undefined {
  const tokens = file.metadata.get("tokenizer.ggml.tokens")?.value;
  return tokens instanceof GgufStrings && id < tokens.length ? tokens.at(id) : undefined;
}
