import { expect, test } from "bun:test";
import { workloads } from "./workloads.ts";

/** A word is a token, and a text has two special ones. */
const tokens = (text: string) => text.split(" ").length + 2;

test("texts are as long as their titles say, and the same every time", () => {
  const { batches, single } = workloads();
  const [short, long] = batches;
  const lengths = short!.texts.map(tokens);
  expect([lengths.length, Math.min(...lengths), Math.max(...lengths)]).toEqual([512, 10, 60]);
  expect(new Set(long!.texts.map(tokens))).toEqual(new Set([256]));
  expect([long!.texts.length, ...new Set(single.map(tokens))]).toEqual([64, 32]);
  expect(workloads()).toEqual({ batches, single });
});
