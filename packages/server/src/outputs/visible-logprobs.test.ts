import { describe, expect, test } from "bun:test";
import type { TokenLogprob } from "@cria/engine";
import fc from "fast-check";
import { ThinkingParser } from "./thinking.ts";
import { VisibleLogprobs } from "./visible-logprobs.ts";

const entry = (bytes: Uint8Array): TokenLogprob => ({
  token: new TextDecoder().decode(bytes),
  logprob: -1,
  bytes: [...bytes],
  topLogprobs: [],
});
const tokens = (...texts: string[]) => texts.map((text) => entry(Buffer.from(text)));
const texts = (entries: readonly TokenLogprob[]) => entries.map(({ token }) => token);

describe("the log probabilities of what is seen", () => {
  test("are those of all tokens where all is seen", () => {
    const visible = new VisibleLogprobs();
    visible.add(tokens("Once", " upon"));
    expect(texts(visible.take("Once upon"))).toEqual(["Once", " upon"]);
    expect(visible.take("")).toEqual([]);
  });

  test("leave out tags, and the part of a token that is not seen", () => {
    const visible = new VisibleLogprobs();
    visible.add(tokens("<think>", "\n", "ok"));
    expect(texts(visible.take("ok"))).toEqual(["ok"]);
    visible.add(tokens("!\n", "</think>", "\n\nYes"));
    expect(texts(visible.take("!"))).toEqual(["!"]);
    expect(visible.take("Yes")).toEqual([{ ...tokens("Yes")[0]! }]);
  });

  test("are those of parts of characters", () => {
    const visible = new VisibleLogprobs();
    const [a, b] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
    visible.add([entry(a)]);
    expect(visible.take("")).toEqual([]);
    visible.add([entry(b)]);
    expect(visible.take("é").map(({ bytes }) => bytes)).toEqual([[...a], [...b]]);
  });

  test("joined are the text, whatever the tokens, and no token comes twice for one text", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 5 }),
      fc.constantFrom("\n", " ", "</think>", "<", "t"),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), fc.boolean(), (thought, said, isOpen) => {
        const visible = new VisibleLogprobs();
        const parser = new ThinkingParser({ opening: "<think>", closing: "</think>" }, isOpen);
        const output = [...(isOpen ? [] : ["<think>"]), ...thought, "</think>", ...said].filter((text) => text !== "");
        let seen = "";
        let joined = "";
        for (const text of output) {
          visible.add(tokens(text));
          const { thinking, content } = parser.add(text);
          seen += thinking + content;
          joined += texts([...visible.take(thinking), ...visible.take(content)]).join("");
        }
        const { thinking, content } = parser.end();
        seen += thinking + content;
        joined += texts([...visible.take(thinking), ...visible.take(content)]).join("");
        expect(joined).toBe(seen);
      }),
      { numRuns: 500 },
    );
  });
});
