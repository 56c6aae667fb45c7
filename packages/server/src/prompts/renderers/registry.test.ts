import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { resolveThinking } from "../thinking.ts";
import { RenderError } from "./definition.ts";
import { findRenderer, renderers } from "./registry.ts";

const word = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), minLength: 1, maxLength: 12 });
const fragment = fc.oneof(
  word,
  fc.constantFrom(" ", "\n", "<think>", "</think>", "[img]", "<tool_response>", '"', "\\"),
);
const text = fc.array(fragment, { maxLength: 4 }).map((parts) => parts.join(""));
const call = fc.record({
  function: fc.record({ index: fc.nat(9), name: word, arguments: fc.dictionary(word, fc.jsonValue({ maxDepth: 2 })) }),
});
const image = fc.constant(new Uint8Array([1]));
const message = fc.oneof(
  fc.record({ role: fc.constantFrom("user", "system", "developer"), content: text }),
  fc.record({ role: fc.constant("user"), content: text, images: fc.array(image, { maxLength: 2 }) }),
  fc.record({
    role: fc.constant("assistant"),
    content: text,
    thinking: text,
    tool_calls: fc.array(call, { maxLength: 2 }),
  }),
  fc.record({ role: fc.constant("tool"), content: text, tool_name: word, tool_call_id: word }),
);
const property = fc.record(
  {
    type: fc.constantFrom("string", "object", ["string", "null"]),
    description: text,
    enum: fc.array(fc.jsonValue({ maxDepth: 2 })),
    items: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
);
const tool = fc.record({
  type: fc.constant("function"),
  function: fc.record({
    name: word,
    description: text,
    parameters: fc.record({ type: fc.constant("object"), properties: fc.dictionary(word, property) }),
  }),
});
const input = fc.record({
  messages: fc.array(message, { maxLength: 6 }),
  tools: fc.array(tool, { maxLength: 2 }),
  thinking: fc
    .constantFrom(undefined, true, false, "low" as const, "max" as const)
    .map((think) => resolveThinking(think, false)),
});

describe.each(Object.keys(renderers))("%s", (name) => {
  const { render, bos = "" } = findRenderer(name)!;

  test("renders any conversation, or says that it can't", () => {
    fc.assert(
      fc.property(input, (given) => {
        let prompt: string;
        try {
          prompt = render(given);
        } catch (error) {
          expect(error).toBeInstanceOf(RenderError);
          return;
        }
        expect(prompt.startsWith(bos)).toBe(true);
        expect(render(given)).toBe(prompt);
      }),
      { numRuns: 80 },
    );
  });

  test("the prompt holds what the user said last", () => {
    fc.assert(
      fc.property(input, word, ({ messages, tools, thinking }, said) => {
        const instructions = messages.filter(({ role }) => role === "system" || role === "user");
        const prompt = render({ messages: [...instructions, { role: "user", content: said }], tools, thinking });
        expect(prompt).toContain(said);
      }),
      { numRuns: 50 },
    );
  });
});
