import type { OperationId } from "@cria/spec";
import { type FakeAnswer, failure, json, text } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import { mapElements, mapField, mapObjects, without } from "./changes.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

type Change = NonNullable<Mutant["answer"]>;

/** Changes the answers of an operation that succeed. */
const on =
  (operation: OperationId, change: (body: Fields, request: FakeRequest) => unknown): Change =>
  (answer, request) =>
    request.operation === operation && answer.status === 200
      ? mapObjects(answer, (body) => change(body, request))
      : answer;

const onEntries = (operation: "list" | "ps", change: (entry: Fields) => unknown) =>
  on(operation, (body) => mapElements(body, "models", change));

/** Answers an operation with something else. */
const instead =
  (operation: OperationId, other: (answer: FakeAnswer, request: FakeRequest) => FakeAnswer): Change =>
  (answer, request) =>
    request.operation === operation ? other(answer, request) : answer;

/** Mutants of what clients read before their first chat. */
export const clientLists: readonly Mutant[] = [
  {
    id: "client-version-missing",
    bug: "`/api/version` is missing, so that editors can't verify the server.",
    seenIn: "bascodes/copilot-ollama#2",
    killedBy: ["client-copilot.version-readable", "client-open-webui.verify-version"],
    answer: instead("version", () => json(404, { error: "not found" })),
  },
  {
    id: "client-version-old",
    bug: "The version is that of an Ollama below the least that Copilot takes.",
    seenIn: "jjang-ai/mlxstudio#72",
    killedBy: ["client-copilot.version-at-least-0.6.4"],
    answer: on("version", () => ({ version: "0.6.3" })),
  },
  {
    id: "client-version-of-product",
    bug: "The version is the product's, with its name.",
    seenIn: "exo-explore/exo#2042",
    killedBy: ["client-copilot.version-readable", "client-copilot.version-at-least-0.6.4"],
    answer: on("version", () => ({ version: "exo v1.0" })),
  },
  {
    id: "client-root-404",
    bug: "There is nothing at `/`.",
    seenIn: "jjang-ai/vmlx#147",
    killedBy: ["client-copilot.probe-is-get-root", "client-n8n.root-2xx", "client-ollama-cli.head-root"],
    answer: instead("root", () => text(404, "404 page not found")),
  },
  {
    id: "client-list-name-only",
    bug: "Entries of the list have `name` and no `model`.",
    killedBy: [
      "client-copilot.list-has-model",
      "client-open-webui.list-model-and-name",
      "client-home-assistant.list-model",
      "client-langchain.list-model",
    ],
    answer: onEntries("list", (entry) => without(entry, "model")),
  },
  {
    id: "client-list-model-only",
    bug: "Entries of the list have `model` and no `name`.",
    killedBy: ["client-n8n.list", "client-cline.list", "client-zed.list-entry-fields"],
    answer: onEntries("list", (entry) => without(entry, "name")),
  },
  {
    id: "client-list-without-digest",
    bug: "Entries of the list have no `digest`.",
    seenIn: "open-webui/open-webui#6592",
    killedBy: ["client-open-webui.list-digest", "client-zed.list-entry-fields", "client-ollama-cli.list-digest"],
    answer: onEntries("list", (entry) => without(entry, "digest")),
  },
  {
    id: "client-list-short-digest",
    bug: "`digest` is a short made-up word.",
    killedBy: ["client-ollama-cli.list-digest"],
    answer: onEntries("list", (entry) => ({ ...entry, digest: "none" })),
  },
  {
    id: "client-list-stub",
    bug: "Entries of the list are stubs with name, model, time and size.",
    seenIn: "LMArenaBridge#170",
    killedBy: ["client-zed.list-entry-details", "client-roo-code.details-family", "client-open-webui.list-details"],
    answer: onEntries("list", (entry) => without(entry, "digest", "details")),
  },
  {
    id: "client-list-details-partial",
    bug: "`details` has the family alone.",
    seenIn: "HKUDS/LightRAG#1724",
    killedBy: ["client-zed.list-entry-details", "client-roo-code.details-family"],
    answer: onEntries("list", (entry) => mapField(entry, "details", ({ family }) => ({ family }))),
  },
  {
    id: "client-list-families-text",
    bug: "`details.families` is a text.",
    killedBy: ["client-ollama-python.details-types"],
    answer: onEntries("list", (entry) => mapField(entry, "details", (details) => ({ ...details, families: "llama" }))),
  },
  {
    id: "client-list-size-text",
    bug: "`size` is a text such as `1.0 MB`.",
    killedBy: ["client-zed.list-entry-fields", "client-ollama-go.sizes-whole"],
    answer: onEntries("list", (entry) => ({ ...entry, size: "1.0 MB" })),
  },
  {
    id: "client-list-size-fraction",
    bug: "`size` has a fraction.",
    killedBy: ["client-ollama-go.sizes-whole", "client-zed.list-entry-fields"],
    answer: onEntries("list", (entry) => ({ ...entry, size: 1234.5 })),
  },
  {
    id: "client-list-epoch",
    bug: "`modified_at` is seconds since 1970 with a `Z` behind.",
    seenIn: "paiml/aprender#2371",
    killedBy: ["client-ollama-cli.times-parse", "client-ollama-python.modified-at"],
    answer: onEntries("list", (entry) => ({ ...entry, modified_at: "1786293998.000000000Z" })),
  },
  {
    id: "client-list-without-tag",
    bug: "Names in the list have no tag.",
    killedBy: ["client-langchain.list-model"],
    answer: onEntries("list", (entry) => ({ ...entry, model: String(entry.model).replace(/:latest$/, "") })),
  },
  {
    id: "client-list-as-data",
    bug: "The list stands under `data`, as in OpenAI's protocol.",
    killedBy: ["client-ollama-python.list-models", "client-n8n.list", "client-home-assistant.list-stable"],
    answer: on("list", ({ models }) => ({ data: models })),
  },
  {
    id: "client-list-fails-at-times",
    bug: "The list answers 500 now and then.",
    seenIn: "mudler/LocalAI#9817",
    killedBy: ["client-home-assistant.list-stable"],
    answer: flaky(),
  },
  {
    id: "client-show-missing",
    bug: "`/api/show` answers 404 to all.",
    seenIn: "LostRuins/koboldcpp#1971",
    killedBy: [
      "client-zed.show-each",
      "client-copilot.show-each",
      "client-ollama-cli.show-by-model",
      "client-ollama-vscode.list-and-show",
    ],
    answer: instead("show", () => text(404, "404 page not found")),
  },
  {
    id: "client-show-not-supported",
    bug: "`/api/show` answers 501.",
    seenIn: "thushan/olla#153",
    killedBy: ["client-langflow.capabilities", "client-llm-ollama.show-each", "client-roo-code.model-info"],
    answer: instead("show", () => failure(501, "not supported")),
  },
  {
    id: "client-show-empty-404",
    bug: "A 404 of `/api/show` has no body.",
    seenIn: "Stream29/ProxyAsLocalModel#14",
    killedBy: ["client-copilot.error-body-is-json", "client-continue.error-key"],
    answer: instead("show", (answer) => (answer.status === 404 ? text(404, "") : answer)),
  },
  {
    id: "client-show-missing-400",
    bug: "`/api/show` of a missing model answers 400.",
    killedBy: ["client-ollama-cli.missing-404"],
    answer: instead("show", (answer) => (answer.status === 404 ? { ...answer, status: 400 } : answer)),
  },
  {
    id: "client-show-not-by-name",
    bug: "`/api/show` takes `model` and refuses `name`.",
    seenIn: "hermes-agent#99038",
    killedBy: ["client-continue.show-by-name", "client-hermes-agent.show-by-name"],
    answer: instead("show", (answer, request) =>
      fieldsOf(request).model === undefined ? failure(400, "model is required") : answer,
    ),
  },
  {
    id: "client-show-without-capabilities",
    bug: "`capabilities` is missing, so that clients filter models out.",
    seenIn: "mudler/LocalAI#9760",
    killedBy: [
      "client-copilot.capabilities-list",
      "client-roo-code.tools-capability",
      "client-langflow.capabilities",
      "client-llm-ollama.capabilities",
    ],
    answer: on("show", (body) => without(body, "capabilities")),
  },
  {
    id: "client-show-tools-hidden",
    bug: "`capabilities` leaves `tools` out for models that call them.",
    killedBy: ["client-roo-code.tools-capability"],
    answer: on("show", (body) => ({ ...body, capabilities: ["completion"] })),
  },
  {
    id: "client-show-model-info-null",
    bug: "`model_info` is null.",
    seenIn: "exo-explore/exo#2091",
    killedBy: ["client-copilot.model-info-object", "client-roo-code.model-info"],
    answer: on("show", (body) => ({ ...body, model_info: null })),
  },
  {
    id: "client-show-without-model-info",
    bug: "`model_info` is missing.",
    seenIn: "taketwo/llm-ollama#65",
    killedBy: [
      "client-llm-ollama.show-each",
      "client-ollama-python.show-model-info",
      "client-copilot.model-info-object",
    ],
    answer: on("show", (body) => without(body, "model_info")),
  },
  {
    id: "client-show-without-architecture",
    bug: "`model_info` does not name the architecture.",
    killedBy: ["client-copilot.architecture"],
    answer: onInfo((info) => without(info, "general.architecture")),
  },
  {
    id: "client-show-without-context-length",
    bug: "`model_info` has no context length.",
    seenIn: "jjang-ai/mlxstudio#72",
    killedBy: [
      "client-copilot.context-length",
      "client-roo-code.context-length-key",
      "client-hermes-agent.context-length",
    ],
    answer: onInfo((info) =>
      Object.fromEntries(Object.entries(info).filter(([key]) => !key.endsWith("context_length"))),
    ),
  },
  {
    id: "client-show-basename-list",
    bug: "`general.basename` is not a text.",
    killedBy: ["client-copilot.basename"],
    answer: onInfo((info) => ({ ...info, "general.basename": ["fake"] })),
  },
  {
    id: "client-show-parameters-object",
    bug: "`parameters` is an object instead of lines of text.",
    killedBy: ["client-continue.parameters-text"],
    answer: on("show", (body) => ({ ...body, parameters: { stop: ["</s>"], num_ctx: 4096 } })),
  },
  {
    id: "client-show-template-jinja",
    bug: "`template` is a placeholder that says nothing of insertion.",
    killedBy: ["client-continue.template-suffix"],
    answer: on("show", (body) => ({ ...body, template: "{{ .Prompt }}" })),
  },
  {
    id: "client-ps-missing",
    bug: "`/api/ps` is missing.",
    seenIn: "LMArenaBridge#161",
    killedBy: ["client-open-webui.ps-answers", "client-ollama-vscode.ps-during-chat"],
    answer: instead("ps", () => json(404, { detail: "Not Found" })),
  },
  {
    id: "client-ps-names-empty",
    bug: "Entries of `/api/ps` have empty names.",
    seenIn: "lemonade-sdk/lemonade#1130",
    killedBy: ["client-open-webui.ps-name"],
    answer: onEntries("ps", (entry) => ({ ...entry, name: "", model: "" })),
  },
  {
    id: "client-ps-names-differ",
    bug: "`/api/ps` names models by their files.",
    killedBy: ["client-open-webui.ps-name"],
    answer: onEntries("ps", (entry) => ({ ...entry, name: `${entry.name}.gguf` })),
  },
  {
    id: "client-ps-expires-number",
    bug: "`expires_at` is a number.",
    killedBy: ["client-open-webui.ps-expires-at", "client-ollama-cli.times-parse"],
    answer: onEntries("ps", (entry) => ({ ...entry, expires_at: 1_786_293_998 })),
  },
  {
    id: "client-ps-without-vram",
    bug: "Entries of `/api/ps` do not say what lies in the accelerator's memory.",
    killedBy: ["client-ollama-cli.ps-size-vram"],
    answer: onEntries("ps", (entry) => without(entry, "size_vram")),
  },
  {
    id: "client-ps-without-context",
    bug: "Entries of `/api/ps` do not say how long the context is.",
    killedBy: ["client-ollama-vscode.ps-context-length"],
    answer: onEntries("ps", (entry) => without(entry, "context_length")),
  },
  {
    id: "client-status-missing",
    bug: "`/api/status` is not there for `ollama launch`.",
    seenIn: "lemonade-sdk/lemonade#1162",
    killedBy: ["client-ollama-cli.status"],
    answer: instead("status", () => text(404, "404 page not found")),
  },
  {
    id: "client-authorization-refused",
    bug: "A server without keys refuses requests that have one.",
    killedBy: ["client-zed.authorization", "client-openai-sdk.bearer", "client-anthropic-sdk.api-key"],
    answer: (answer, { headers }) =>
      headers.authorization === undefined ? answer : failure(401, "unexpected authorization"),
  },
];

function onInfo(change: (info: Fields) => unknown): Change {
  return on("show", (body) => mapField(body, "model_info", change));
}

/** Every third list is an error. */
function flaky(): Change {
  let asked = 0;
  return instead("list", (answer) => (++asked % 3 === 0 ? failure(500, "runtime error: nil pointer") : answer));
}
