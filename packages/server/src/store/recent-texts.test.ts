import { expect, test } from "bun:test";
import fc from "fast-check";
import { RecentTexts } from "./recent-texts.ts";

test("what was used last stays, within the size", () => {
  const texts = new RecentTexts<string>(10);
  texts.set("a", "aaaa");
  texts.set("b", "bbbb");
  expect(texts.get("a")).toBe("aaaa");
  texts.set("c", "cc");
  expect(texts.get("b")).toBe("bbbb");
  texts.set("d", "d");
  expect(["a", "b", "c", "d"].map((key) => texts.get(key))).toEqual([undefined, "bbbb", "cc", "d"]);
  texts.set("e", "x".repeat(11));
  expect(texts.get("e")).toBeUndefined();
});

test("it gives what was set last, or nothing, and never keeps more than it may", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.string({ maxLength: 8 }))), (sets) => {
      const texts = new RecentTexts<number>(20);
      const last = new Map<number, string>();
      for (const [key, text] of sets) {
        texts.set(key, text);
        last.set(key, text);
        expect(texts.get(key)).toBe(text);
      }
      const kept = [...last.keys()].map((key) => [texts.get(key), last.get(key)] as const);
      for (const [text, wanted] of kept) if (text !== undefined) expect(text).toBe(wanted!);
      expect(kept.reduce((sum, [text = ""]) => sum + text.length, 0)).toBeLessThanOrEqual(20);
    }),
  );
});
