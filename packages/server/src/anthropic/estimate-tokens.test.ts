import { expect, test } from "bun:test";
import { MessagesRequest } from "@cria/spec";
import fc from "fast-check";
import { decodeText } from "../http/decode.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { checkBody } from "./messages-request.ts";

const estimate = (given: object) =>
  estimateTokens(checkBody(decodeText(MessagesRequest, JSON.stringify({ model: "m", max_tokens: 1, ...given }))));
const messages = [{ role: "user", content: "x" }];

test.each<[object, number]>([
  [{ messages: [{ role: "user", content: "" }] }, 1],
  [{ messages: [{ role: "", content: "" }] }, 1],
  [{ messages: [{ role: "user", content: "Once upon a time" }] }, 5],
  [{ messages: [{ role: "user", content: "ééé" }] }, 2],
  [{ messages, system: "0123456789abcdef" }, 5],
  [{ messages, tools: [{ name: "f", description: "0123456", input_schema: { type: "object" } }] }, 7],
])("%j is about %d tokens", (given, tokens) => {
  expect(estimate(given)).toBe(tokens);
});

test("more text is never less", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (content, more) => {
      const before = estimate({ messages: [{ role: "user", content }] });
      expect(estimate({ messages: [{ role: "user", content: content + more }] })).toBeGreaterThanOrEqual(before);
    }),
  );
});
