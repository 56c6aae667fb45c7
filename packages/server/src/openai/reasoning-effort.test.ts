import { expect, test } from "bun:test";
import type { Think } from "@cria/spec";
import fc from "fast-check";
import { thinkOf } from "./reasoning-effort.ts";

const known: [string | undefined, Think | undefined][] = [
  [undefined, undefined],
  ["", undefined],
  ["none", false],
  ["minimal", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["xhigh", "max"],
  ["ultra", "max"],
  ["max", "max"],
];

test.each(known)("%p means %p", (effort, think) => {
  expect(thinkOf(effort)).toBe(think);
});

test("any other word is refused, in another case too", () => {
  const words = known.map(([word]) => word);
  const other = fc.oneof(fc.string(), fc.constantFrom("High", "NONE", "toString", "__proto__", " low"));
  fc.assert(
    fc.property(
      other.filter((word) => !words.includes(word)),
      (word) => {
        expect(() => thinkOf(word)).toThrow(
          expect.objectContaining({
            status: 400,
            message: `invalid reasoning value: ${JSON.stringify(word)} (must be "minimal", "low", "medium", "high", "xhigh", "ultra", "max", or "none")`,
          }),
        );
      },
    ),
  );
});
