import { describe, expect, test } from "bun:test";
import { requirements } from "./index.ts";

/** Bugs that servers and proxies were reported for, and the rules that each of them breaks. */
const bugs = {
  "time as seconds since 1970 with a Z": ["values.time.rfc3339", "client-ollama-go.created-at"],
  "time as a number": ["values.time.rfc3339", "client-ai-sdk.created-at"],
  "stream true answered with one object": ["stream.true.honoured", "v1-headers.stream-true-streams"],
  "advertised endpoints absent": ["tags.present", "show.present", "embeddings.present"],
  "show answers 404": ["show.present", "client-zed.show-each"],
  "show answers 501": ["show.present", "client-langflow.capabilities"],
  "error with an empty body": ["show.not-found.status", "client-copilot.error-body-is-json"],
  "no version endpoint": ["version.present", "client-copilot.version-readable"],
  "no version endpoint in a proxy": ["version.present", "client-open-webui.verify-version"],
  "unknown path answered with 200": ["routing.unknown-path.status", "v1-routes.unknown-path-404"],
  "root and its HEAD answered with 404": [
    "routing.root.get",
    "routing.root.head",
    "client-ollama-cli.head-root",
    "client-n8n.root-2xx",
  ],
  "version below what clients ask for": ["version.client-gate", "client-copilot.version-at-least-0.6.4"],
  "version with a product's name": ["version.semver", "client-copilot.version-readable"],
  "model_info null": ["show.model-info.object", "client-copilot.model-info-object"],
  "capabilities missing": ["show.capabilities", "client-copilot.capabilities-list"],
  "chat completions on another base URL": ["v1-routes.same-base-url", "client-copilot.chat-on-v1"],
  "context length missing": ["show.model-info.context-length", "client-copilot.context-length"],
  "native tool arguments as text": ["tools.call.arguments-object", "client-ollama-python.arguments-mapping"],
  "tool calls do not survive a second turn": [
    "tools.roundtrip.answers",
    "client-home-assistant.tool-roundtrip",
    "openai-tools.history-roundtrip",
  ],
  "failure turned into a malformed 200": ["openai-errors.status-not-200", "stream.frame.model"],
  "loaded models without names": ["ps.entry.name", "client-open-webui.ps-name"],
  "progress of a pull without digest": ["models-pull.digest-in-progress", "client-open-webui.pull-digest"],
  "keep_alive 0 does not unload": ["generate.unload.answer", "ps.unloaded-gone", "client-open-webui.unload"],
  "version is 0.0.0 in a release": ["version.client-gate"],
  "status answered with 404, show of a model with 400": ["client-ollama-cli.status", "show.key.model"],
  "num_ctx ignored": ["options.num-ctx.effective"],
  "connection ends in an error": ["v1-routes.chat-completions-present", "stream.final.exactly-one"],
  "show takes model but not name": ["show.key.name", "client-hermes-agent.show-by-name"],
  "list fails now and then": ["tags.stable", "client-home-assistant.list-stable"],
  "whole number with a fraction refused": ["options.integer.from-float", "client-home-assistant.num-ctx-float"],
  "num_ctx beyond 32 bits": ["options.num-ctx.huge"],
  "embed refuses other names of its input": ["embed.input.string", "embed.input.array"],
  "digest missing from the list": ["tags.entry.digest", "client-open-webui.list-digest"],
  "stream served as another content type": ["stream.content-type", "client-open-webui.stream-content-type"],
  "error under detail": ["client-open-webui.error-key", "client-continue.error-key"],
  "probes of Open WebUI unanswered": ["ps.present", "client-open-webui.ps-answers"],
  "list without details": ["tags.entry.details", "client-zed.list-entry-details"],
  "embeddings flattened": ["embed.embeddings.two-dimensional", "openai-embeddings.not-flattened"],
  "embed answers the legacy shape": ["embed.embeddings.two-dimensional", "embeddings.shape"],
  "lines of JSON framed as events": ["stream.frame.no-sse", "client-ollama-js.lines"],
  "line split where a client reads": ["stream.frame.flushed-whole", "stream.frame.newline"],
  "stream without a frame that is done": ["stream.final.exactly-one", "client-ollama-js.ends-with-done"],
  "content null in a chunk": ["messages.content.always-string", "client-litellm.chunk-content"],
  "eval_duration missing": ["metrics.final.eval-duration", "client-ai-sdk.durations"],
  "prompt_eval_count missing": ["metrics.final.prompt-eval-count", "client-ai-sdk.token-counts"],
  "model_info missing": ["show.model-info.object", "client-llm-ollama.show-each"],
  "tool calls of an unexpected form": ["client-zed.tool-call-shape"],
  "empty format refused": ["format.empty-string", "client-llamaindex.format-empty"],
  "keep_alive of a number refused": ["keep-alive.number.negative", "keep-alive.string.duration"],
  "context missing": ["generate.context.present", "client-comfyui.context"],
  "redirect turns POST into GET": [
    "routing.trailing-slash.other-methods",
    "v1-routes.trailing-slash-post-keeps-method",
  ],
  "images with a prefix": ["images.base64.data-url", "images.base64.url"],
  "empty images refused": ["images.empty-list", "client-ollama-telegram.images-empty"],
  "tool call deltas without index": ["openai-chat-stream.tool-call-index"],
  "v1 tool arguments as an object": ["openai-tools.arguments-are-text", "openai-tools.arguments-parse"],
  "reasoning under another key": ["openai-reasoning.field-name", "openai-chat-stream.reasoning-in-delta"],
  "v1 models by name instead of id": ["openai-models.id"],
  "pull streams though told not to": ["models-pull.unstreamed"],
  "API under an unexpected prefix": ["v1-routes.one-prefix", "client-openai-sdk.base-url"],
  "details without keys": ["details.family", "details.quantization-level", "client-zed.list-entry-details"],
} as const satisfies Record<string, readonly string[]>;

const levels = new Map<string, string>(requirements.map(({ id, level }) => [id, level]));

describe.each(Object.entries(bugs))("bug: %s", (_, ids) => {
  test("breaks rules that exist", () => {
    expect(ids.filter((id) => !levels.has(id))).toEqual([]);
  });

  test("breaks a rule that clients rely on", () => {
    expect(ids.some((id) => levels.get(id) !== "MAY")).toBe(true);
  });
});
