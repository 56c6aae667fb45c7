import { isRecord } from "../check/expect.ts";
import { empty, json, text } from "../fake/answer.ts";
import { mapField, without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { on, onEntries, onObject } from "./operations.ts";

const seconds = (time: unknown) => Math.floor(Date.parse(String(time)) / 1000);

/** Mutants of the list of models and of the loaded ones. */
export const models: readonly Mutant[] = [
  {
    id: "tags-404",
    bug: "`/api/tags` is missing, though chats work.",
    seenIn: "paiml/aprender#2396",
    killedBy: ["tags.present", "tags.head"],
    answer: on("list", (answer, { method }) => (method === "GET" ? text(404, "404 page not found") : answer)),
  },
  {
    id: "tags-crash",
    bug: "The list fails where a filter was not given.",
    seenIn: "mudler/LocalAI#9817",
    killedBy: ["tags.present", "tags.stable"],
    answer: on("list", () => empty(500)),
  },
  {
    id: "tags-null",
    bug: "`models` is `null`, as an empty slice becomes.",
    killedBy: ["tags.models-array"],
    answer: onObject("list", () => ({ models: null })),
  },
  {
    id: "tags-bare-array",
    bug: "The list is an array instead of an object.",
    killedBy: ["tags.present", "tags.models-array"],
    answer: onObject("list", ({ models: list }) => list),
  },
  {
    id: "tags-like-openai",
    bug: "The list has the form of OpenAI's list of models.",
    killedBy: ["tags.models-array"],
    answer: onObject("list", ({ models: list }) => ({ object: "list", data: list })),
  },
  {
    id: "tags-stub",
    bug: "Models of the list have a name, a time and a size alone.",
    seenIn: "Lianues/LMArenaBridge#170",
    killedBy: ["tags.entry.digest", "tags.entry.digest-form", "tags.entry.details"],
    answer: onEntries("list", ({ name, model, modified_at, size }) => ({ name, model, modified_at, size })),
  },
  {
    id: "tags-without-digest",
    bug: "Models of the list have no `digest`.",
    seenIn: "open-webui/open-webui#6592",
    killedBy: ["tags.entry.digest", "ps.entry.digest"],
    answer: onEntries("list", (entry) => without(entry, "digest")),
  },
  {
    id: "tags-digest-prefixed",
    bug: "`digest` has the prefix `sha256:`, as in progress messages.",
    killedBy: ["tags.entry.digest-form", "ps.entry.digest"],
    answer: onEntries("list", (entry) => ({ ...entry, digest: `sha256:${entry.digest}` })),
  },
  {
    id: "tags-details-missing-keys",
    bug: "`details` lacks the family and the size.",
    seenIn: "HKUDS/LightRAG#1724",
    killedBy: ["details.family", "details.parameter-size", "details.same-everywhere"],
    answer: onEntries("list", (entry) =>
      mapField(entry, "details", (inner) => without(inner, "family", "parameter_size")),
    ),
  },
  {
    id: "tags-details-empty",
    bug: "`details` has empty texts.",
    killedBy: ["details.format", "details.quantization-level", "details.same-everywhere"],
    answer: onEntries("list", (entry) =>
      mapField(entry, "details", (inner) => ({ ...inner, format: "", quantization_level: "" })),
    ),
  },
  {
    id: "families-as-text",
    bug: "`families` is a text.",
    killedBy: ["details.families"],
    answer: onEntries("list", (entry) =>
      mapField(entry, "details", (inner) => ({ ...inner, families: String(inner.family) })),
    ),
  },
  {
    id: "tags-details-null",
    bug: "`details` is `null`.",
    killedBy: ["tags.entry.details", "details.format"],
    answer: onEntries("list", (entry) => ({ ...entry, details: null })),
  },
  {
    id: "tags-name-without-tag",
    bug: "Names in lists have no tag where it is `latest`.",
    killedBy: ["tags.entry.name", "names.display.tag"],
    answer: onEntries("list", (entry) => {
      const name = String(entry.name).replace(/:latest$/, "");
      return { ...entry, name, model: name };
    }),
  },
  {
    id: "tags-model-is-id",
    bug: "`model` is an id of the engine's own rather than the name.",
    killedBy: ["tags.entry.model"],
    answer: onEntries("list", (entry) => ({ ...entry, model: `/models/${entry.name}.gguf` })),
  },
  {
    id: "tags-without-model",
    bug: "Models of the list have a `name` and no `model`.",
    killedBy: ["tags.entry.model"],
    answer: onEntries("list", (entry) => without(entry, "model")),
  },
  {
    id: "tags-time-epoch",
    bug: "`modified_at` is a number of seconds.",
    killedBy: ["tags.entry.modified-at"],
    answer: onEntries("list", (entry) => ({ ...entry, modified_at: seconds(entry.modified_at) })),
  },
  {
    id: "tags-size-text",
    bug: "`size` is a text for people.",
    killedBy: ["tags.entry.size"],
    answer: onEntries("list", (entry) => ({ ...entry, size: "1.0 MB" })),
  },
  {
    id: "tags-by-name",
    bug: "The list is sorted by name.",
    killedBy: ["tags.order.newest-first"],
    answer: onObject("list", (value) => ({
      models: (Array.isArray(value.models) ? value.models.filter(isRecord) : []).toSorted((a, b) =>
        String(a.name).replace(/:.*/, "") < String(b.name).replace(/:.*/, "") ? 1 : -1,
      ),
    })),
  },
  {
    id: "tags-twice",
    bug: "A model that is found in two folders is listed twice.",
    killedBy: ["tags.names-unique"],
    answer: onObject("list", (value) => ({
      models: (Array.isArray(value.models) ? value.models : []).flatMap((entry) => [entry, entry]),
    })),
  },
  {
    id: "tags-from-start",
    bug: "The list is read at the start and never again.",
    killedBy: ["tags.complete"],
    answer: onObject("list", (value) => ({
      models: (Array.isArray(value.models) ? value.models : []).filter(
        (entry) => isRecord(entry) && !/^cria-conformance/i.test(String(entry.name)),
      ),
    })),
  },
  {
    id: "delete-does-nothing",
    bug: "Delete answers 200 and deletes nothing.",
    killedBy: ["tags.deleted-gone"],
    request: (request) => (request.operation === "delete" ? { ...request, operation: "root" } : request),
  },
  {
    id: "tags-trained-context-default",
    bug: "`details.context_length` is the default rather than what the model was trained for.",
    killedBy: ["tags.entry.context-length"],
    answer: onEntries("list", (entry) => mapField(entry, "details", (inner) => ({ ...inner, context_length: 4096 }))),
  },
  {
    id: "tags-capabilities-map",
    bug: "`capabilities` of the list are an object of booleans.",
    killedBy: ["tags.entry.capabilities"],
    answer: onEntries("list", (entry) => ({ ...entry, capabilities: { completion: true } })),
  },
  {
    id: "names-with-default-host",
    bug: "Lists show the default host and namespace.",
    killedBy: ["names.display.short"],
    answer: onEntries("list", (entry) => {
      const name = `registry.ollama.ai/library/${entry.name}`;
      return { ...entry, name, model: name };
    }),
  },
  {
    id: "ps-404",
    bug: "`/api/ps` is missing, so that dashboards take the server for dead.",
    seenIn: "Lianues/LMArenaBridge#161",
    killedBy: ["ps.present", "ps.models-array"],
    answer: on("ps", () => text(404, "404 page not found")),
  },
  {
    id: "ps-empty-names",
    bug: "Loaded models have empty names.",
    seenIn: "lemonade-sdk/lemonade#1130",
    killedBy: ["ps.entry.name"],
    answer: onEntries("ps", (entry) => ({ ...entry, name: "", model: "" })),
  },
  {
    id: "ps-file-names",
    bug: "Loaded models are named after their files.",
    killedBy: ["ps.entry.name"],
    answer: onEntries("ps", (entry) => ({ ...entry, name: "model-q8_0.gguf", model: "model-q8_0.gguf" })),
  },
  {
    id: "ps-always-empty",
    bug: "Loaded models are never listed.",
    killedBy: ["ps.loaded-appears", "options.num-ctx.effective"],
    answer: onObject("ps", () => ({ models: [] })),
  },
  {
    id: "ps-all-models",
    bug: "All models are listed as loaded.",
    killedBy: ["ps.unloaded-gone", "keep-alive.effective.unloads", "keep-alive.number.zero"],
    answer: onObject("ps", (value) => {
      const fake = { name: "fake:latest", model: "fake:latest", size: 1, size_vram: 0, context_length: 4096 };
      const list = Array.isArray(value.models) ? value.models : [];
      const more = list.some((entry) => isRecord(entry) && entry.name === fake.name) ? [] : [fake];
      return { models: [...list, ...more] };
    }),
  },
  {
    id: "ps-without-model",
    bug: "Loaded models have no `model`.",
    killedBy: ["ps.entry.model"],
    answer: onEntries("ps", (entry) => without(entry, "model")),
  },
  {
    id: "ps-without-details",
    bug: "Loaded models have no `details`.",
    killedBy: ["ps.entry.details"],
    answer: onEntries("ps", (entry) => without(entry, "details")),
  },
  {
    id: "ps-expires-number",
    bug: "`expires_at` is a number of seconds.",
    killedBy: ["ps.entry.expires-at"],
    answer: onEntries("ps", (entry) => ({ ...entry, expires_at: seconds(entry.expires_at) })),
  },
  {
    id: "ps-expires-zero-time",
    bug: "`expires_at` is the year 1, since nothing is ever unloaded.",
    killedBy: ["ps.entry.expires-ahead", "keep-alive.number.seconds", "keep-alive.absent.default"],
    answer: onEntries("ps", (entry) => ({ ...entry, expires_at: "0001-01-01T00:00:00Z" })),
  },
  {
    id: "ps-expires-renewed-by-looking",
    bug: "A look at the loaded models renews their time.",
    killedBy: ["ps.not-loading"],
    answer: onEntries("ps", (entry) => ({
      ...entry,
      expires_at: new Date(Date.now() + 300_000 + performance.now()).toISOString(),
    })),
  },
  {
    id: "ps-size-zero",
    bug: "`size` of a loaded model is 0.",
    killedBy: ["ps.entry.size"],
    answer: onEntries("ps", (entry) => ({ ...entry, size: 0 })),
  },
  {
    id: "ps-vram-of-machine",
    bug: "`size_vram` is the memory of the whole GPU.",
    killedBy: ["ps.entry.size-vram"],
    answer: onEntries("ps", (entry) => ({ ...entry, size_vram: 24 * 2 ** 30 })),
  },
  {
    id: "ps-without-context-length",
    bug: "Loaded models have no `context_length`.",
    killedBy: ["ps.entry.context-length", "options.num-ctx.effective"],
    answer: onEntries("ps", (entry) => without(entry, "context_length")),
  },
  {
    id: "ps-context-default",
    bug: "`context_length` of loaded models is always the default.",
    killedBy: ["options.num-ctx.effective", "options.num-ctx.capped"],
    answer: onEntries("ps", (entry) => ({ ...entry, context_length: 4096 })),
  },
  {
    id: "status-404",
    bug: "`/api/status` is missing, at which the launcher gives up.",
    seenIn: "lemonade-sdk/lemonade#1162",
    killedBy: ["status.present"],
    answer: on("status", () => text(404, "404 page not found")),
  },
  {
    id: "status-flat",
    bug: "The status has its fields outside of `cloud`.",
    killedBy: ["status.cloud", "status.cloud-source"],
    answer: onObject("status", ({ cloud }) => cloud),
  },
  {
    id: "status-of-server",
    bug: "The status says how the server is.",
    killedBy: ["status.cloud", "status.cloud-source"],
    answer: onObject("status", () => ({ status: "ok" })),
  },
  {
    id: "status-source-word",
    bug: "`cloud.source` is a word of the server's own.",
    killedBy: ["status.cloud-source"],
    answer: onObject("status", (value) => mapField(value, "cloud", (cloud) => ({ ...cloud, source: "default" }))),
  },
  {
    id: "search-though-disabled",
    bug: "Web search works though the status says that the cloud is disabled.",
    killedBy: ["status.consistent"],
    answer: on("webSearch", () => json(200, { results: [] })),
  },
  {
    id: "recommendations-bare",
    bug: "Recommendations are an array.",
    killedBy: ["account.recommendations.array"],
    answer: onObject("modelRecommendations", ({ recommendations }) => recommendations),
  },
  {
    id: "recommendations-names",
    bug: "Recommendations are names alone.",
    killedBy: ["account.recommendations.entry"],
    answer: onObject("modelRecommendations", () => ({ recommendations: ["fake"] })),
  },
  {
    id: "signout-alone",
    bug: "Of the endpoints of accounts there is only one.",
    killedBy: ["account.cloud.absent-consistent"],
    answer: (answer, { url }) =>
      url.startsWith("/api/me") || url.startsWith("/api/user") ? text(404, "404 page not found") : answer,
  },
];
