import { expect, test } from "bun:test";
import { chapterOf, requirements } from "@cria/spec";
import { checks } from "./index.ts";
import { unchecked } from "./unchecked.ts";

/** Chapters whose checks are being written; in the end there is none. */
const unwritten: readonly string[] = [
  ...["routing", "version"],
  ...["errors", "stream", "values"],
  ...["generate", "chat", "messages", "format", "think", "images", "tools", "logprobs"],
  ...["metrics", "context", "scheduler", "create", "blobs", "copy", "delete", "pull", "push"],
  ...["v1-routes", "v1-decoding", "v1-headers", "openai-errors", "openai-reasoning"],
  ...["openai-images", "openai-tools", "openai-chat", "openai-chat-messages", "openai-chat-response"],
  ...["openai-chat-stream", "openai-completions", "openai-completions-stream", "openai-embeddings", "openai-models"],
  ...["openai-responses-request", "openai-responses", "openai-responses-stream", "openai-responses-search"],
  ...["openai-transcriptions", "anthropic-errors", "anthropic-request", "anthropic-messages", "anthropic-stream"],
  ...["anthropic-search", "models-store", "models-create", "models-modelfile", "models-parameters"],
  ...["models-capabilities", "models-prompts", "models-templates", "models-history", "models-thinking"],
  ...["models-tool-calls", "models-pull"],
];

const checked = new Set<string>(checks.map(({ id }) => id));
const reasons: Readonly<Record<string, string | undefined>> = unchecked;

test("every MUST and SHOULD has a check, or a reason why it has none", () => {
  const missing = requirements
    .filter(({ level }) => level !== "MAY")
    .filter(({ id }) => !checked.has(id) && reasons[id] === undefined);
  expect(missing.filter((rule) => !unwritten.includes(chapterOf(rule).id)).map(({ id }) => id)).toEqual([]);
});

test("no reason is given for what has a check", () => {
  expect(Object.keys(reasons).filter((id) => checked.has(id))).toEqual([]);
});

test("a reason says something", () => {
  expect(Object.entries(reasons).filter(([, reason = ""]) => !/^\S.{9,}$/s.test(reason))).toEqual([]);
});
