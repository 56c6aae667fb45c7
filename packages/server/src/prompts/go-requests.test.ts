import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { operations } from "@cria/spec";
import { decodeText } from "../http/decode.ts";
import { goRenderer } from "./go-renderer.ts";
import { TemplateError } from "./gotemplate/index.ts";
import { resolveThinking } from "./thinking.ts";

// The table is written by tools/go-requests, with the types and templates of Ollama 0.33.0.
const lines = readFileSync(join(import.meta.dir, "go-requests.jsonl"), "utf8")
  .trimEnd()
  .split("\n");
const [requests, frames, ...vectors] = lines.map((line) => JSON.parse(line)) as [
  Readonly<Record<string, object>>,
  Readonly<Record<string, string>>,
  ...[request: string, place: string, expression: string, text: string | null, error?: string][],
];

/** Arguments that a call leaves out are decoded as empty ones; their JSON is `null` in Ollama and `{}` here. */
function isUndecided(request: string, place: string, expression: string): boolean {
  const showsJson = /^\{\{ json (\.|\.ToolCalls|\.Function|\.Function\.Arguments) \}\}$/.test(expression);
  return showsJson && place !== "" && /^(call without arguments|empty call)$/.test(request);
}

function render(request: string, template: string): { readonly text?: string; readonly error?: string } {
  const { messages = [], tools = [] } = decodeText(
    operations.chat.request!,
    JSON.stringify({ model: "m", ...requests[request] }),
  ) as { messages?: []; tools?: [] };
  try {
    const thinking = resolveThinking(undefined, false);
    return { text: goRenderer(template)({ messages, tools, thinking }) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

test("every template sees of a request what it sees in Ollama", () => {
  const decided = vectors.filter(([request, place, expression]) => !isUndecided(request, place, expression));
  expect(vectors.length - decided.length).toBe(10);
  const differing = decided
    .map(([request, place, expression, text, error]) => {
      const template = frames[place]!.replace("%s", () => expression);
      return {
        request,
        place,
        expression,
        expected: text === null ? { error } : { text },
        got: render(request, template),
      };
    })
    .filter(({ expected, got }) => !Bun.deepEquals(expected, got));
  expect(differing).toEqual([]);
  expect(decided.length).toBeGreaterThan(1500);
});
