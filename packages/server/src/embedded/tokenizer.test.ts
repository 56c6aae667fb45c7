import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer, readGguf } from "@cria/engine";

const folder = join(import.meta.dir, "../../model");
const weights = join(folder, "cria.gguf");

test.skipIf(!existsSync(weights))(
  "1,000 texts get the ids of the tokenizer that the model was trained with",
  async () => {
    const tokenizer = createTokenizer(await readGguf(weights));
    const expected = JSON.parse(readFileSync(join(folder, "token-ids.json"), "utf8")) as [
      text: string,
      ids: number[],
    ][];
    expect(expected).toHaveLength(1000);
    for (const [text, ids] of expected) {
      expect(tokenizer.encode(text, { addSpecial: false, parseSpecial: true })).toEqual(ids);
      expect(tokenizer.decode(ids, false)).toBe(text);
    }
  },
);
