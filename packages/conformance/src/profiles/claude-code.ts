import type { Asking } from "./asking.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, type Fields, listOf } from "./reads.ts";
import { anthropicWeather } from "./weather.ts";

const refused = "Claude Code would show an API error at the first prompt";

/** Sends a request as Claude Code does; it must be answered with content. */
async function answered(asking: Asking, more: Fields, path = "/v1/messages", headers = {}): Promise<void> {
  const messages = [{ role: "user", content: [{ type: "text", text: "Say hello." }] }];
  const answer = await asking.post(path, { model: asking.model, max_tokens: 8, messages, ...more }, headers);
  listOf(answersWith(answer, 200), "content", "the message", answer);
}

/** A tool with an object in its object, as those of an agent. */
function nestedTool(index: number): Fields {
  const edit = { type: "object", properties: { old: { type: "string" }, new: { type: "string" } } };
  const properties = { path: { type: "string" }, edits: { type: "array", items: edit }, all: { type: "boolean" } };
  return { name: `tool_${index}`, description: "Edits a file.", input_schema: { type: "object", properties } };
}

/** Claude Code, told by its environment to talk to the server. */
export const claudeCode = profile("claude-code", {
  "system-blocks": rule(
    refused,
    (asking) => {
      const text = { type: "text", text: "You are brief.", cache_control: { type: "ephemeral" } };
      return answered(asking, { system: [text, { ...text, text: "Be kind." }] });
    },
    ["model"],
  ),
  "tools-many": rule(
    refused,
    (asking, { models }) => {
      const tools = [anthropicWeather, ...Array.from({ length: 19 }, (_, index) => nestedTool(index))];
      return answered(asking, { model: models.with("tools"), tools });
    },
    ["tools"],
  ),
  "thinking-any-model": rule(
    refused,
    async (asking) => {
      for (const model of new Set([asking.model, asking.modelWithout("thinking")])) {
        await answered(asking, { model, thinking: { type: "enabled", budget_tokens: 1024 } });
      }
    },
    ["model"],
  ),
  metadata: rule(
    refused,
    (asking) =>
      answered(asking, { metadata: { user_id: "user_1" } }, "/v1/messages?beta=true", {
        "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14",
      }),
    ["model"],
  ),
});
