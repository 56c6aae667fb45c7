import { isRecord } from "../check/expect.ts";
import { empty, failure, text } from "../fake/answer.ts";
import { mapField, without } from "./changes.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on, onBody, onObject } from "./operations.ts";

/** Changes what show says in `model_info`. */
const onInfo = (change: (info: Fields) => unknown) =>
  onObject("show", (value) => mapField(value, "model_info", change));

/** Changes a text of show, if it is there. */
const onText = (field: string, change: (value: string) => unknown) =>
  onObject("show", (value) => (typeof value[field] === "string" ? { ...value, [field]: change(value[field]) } : value));

/** Changes the capabilities that show tells. */
const onCapabilities = (change: (capabilities: readonly unknown[]) => unknown) =>
  onObject("show", (value) => ({
    ...value,
    capabilities: change(Array.isArray(value.capabilities) ? value.capabilities : []),
  }));

/** Mutants of show. */
export const show: readonly Mutant[] = [
  {
    id: "show-404",
    bug: "`/api/show` is missing.",
    seenIn: "LostRuins/koboldcpp#1971",
    killedBy: ["show.present", "show.not-found.status"],
    answer: on("show", () => text(404, "404 page not found")),
  },
  {
    id: "show-501",
    bug: "`/api/show` says that it is not supported.",
    seenIn: "thushan/olla#153",
    killedBy: ["show.present", "show.missing-name.status"],
    answer: on("show", () => failure(501, "not supported")),
  },
  {
    id: "show-404-empty",
    bug: "The 404 of a model that is not there has no body.",
    seenIn: "Stream29/ProxyAsLocalModel#14",
    killedBy: ["show.not-found.status", "show.not-found.text", "errors.body.not-empty"],
    answer: on("show", (answer) => (answer.status === 404 ? empty(404) : answer)),
  },
  {
    id: "show-by-model-alone",
    bug: "Show takes the model in `model` and not in `name`.",
    seenIn: "NousResearch/hermes-agent#99038",
    killedBy: ["show.key.name"],
    request: onBody((fields) => without(fields, "name"), "show"),
  },
  {
    id: "show-by-name-alone",
    bug: "Show takes the model in `name` and not in `model`.",
    seenIn: "lemonade-sdk/lemonade#1162",
    killedBy: ["show.present", "show.key.model"],
    answer: on("show", (answer, request) =>
      fieldsOf(request).name === undefined && answer.status === 200 ? failure(400, "name is required") : answer,
    ),
  },
  {
    id: "show-name-first",
    bug: "Where show gets both `model` and `name`, `name` counts.",
    killedBy: ["show.key.model-first"],
    request: onBody((fields) => ({ ...fields, model: fields.name ?? fields.model }), "show"),
  },
  {
    id: "model-info-null",
    bug: "`model_info` is `null`.",
    seenIn: "exo-explore/exo#2091",
    killedBy: ["show.model-info.object", "show.model-info.architecture"],
    answer: onObject("show", (value) => ({ ...value, model_info: null })),
  },
  {
    id: "model-info-missing",
    bug: "`model_info` is left out.",
    seenIn: "taketwo/llm-ollama#65",
    killedBy: ["show.model-info.object"],
    answer: onObject("show", (value) => without(value, "model_info")),
  },
  {
    id: "model-info-empty",
    bug: "`model_info` is empty.",
    killedBy: ["show.model-info.architecture", "show.model-info.parameter-count", "show.model-info.arrays-verbose"],
    answer: onInfo(() => ({})),
  },
  {
    id: "trained-context-missing",
    bug: "`model_info` has no context length, so that clients assume one of their own.",
    seenIn: "jjang-ai/mlxstudio#72",
    killedBy: ["show.model-info.context-length"],
    answer: onInfo((info) =>
      Object.fromEntries(Object.entries(info).filter(([key]) => !key.endsWith("context_length"))),
    ),
  },
  {
    id: "trained-context-general",
    bug: "The context length stands under `general` rather than under the architecture.",
    killedBy: ["show.model-info.context-length", "show.model-info.embedding-length"],
    answer: onInfo((info) =>
      Object.fromEntries(
        Object.entries(info).map(([key, value]) => [key.replace(/^\w+\.(?=\w+_length$)/, "general."), value]),
      ),
    ),
  },
  {
    id: "trained-context-text",
    bug: "The context length is a text.",
    killedBy: ["show.model-info.context-length"],
    answer: onInfo((info) =>
      Object.fromEntries(
        Object.entries(info).map(([key, value]) => [key, key.endsWith("context_length") ? String(value) : value]),
      ),
    ),
  },
  {
    id: "parameter-count-for-people",
    bug: "`general.parameter_count` is a text such as `1.0M`.",
    killedBy: ["show.model-info.parameter-count"],
    answer: onInfo((info) => ({ ...info, "general.parameter_count": "1.0M" })),
  },
  {
    id: "verbose-ignored",
    bug: "`verbose` is ignored.",
    killedBy: ["show.model-info.arrays-verbose"],
    request: onBody((fields) => without(fields, "verbose"), "show"),
  },
  {
    id: "verbose-always",
    bug: "Arrays of `model_info` are always given in full.",
    killedBy: ["show.model-info.arrays-null"],
    request: onBody((fields) => ({ ...fields, verbose: true }), "show"),
  },
  {
    id: "capabilities-missing",
    bug: "Show has no `capabilities`, so that clients leave the model out.",
    seenIn: "mudler/LocalAI#9760",
    killedBy: ["show.capabilities", "details.capabilities.completion", "details.capabilities.values"],
    answer: onObject("show", (value) => without(value, "capabilities")),
  },
  {
    id: "capabilities-null",
    bug: "`capabilities` are `null`.",
    killedBy: ["show.capabilities"],
    answer: onObject("show", (value) => ({ ...value, capabilities: null })),
  },
  {
    id: "capabilities-as-text",
    bug: "`capabilities` are one text with commas.",
    killedBy: ["show.capabilities"],
    answer: onCapabilities((all) => all.join(",")),
  },
  {
    id: "capabilities-own-words",
    bug: "`capabilities` are words of the server's own.",
    killedBy: ["details.capabilities.values", "details.capabilities.completion"],
    answer: onCapabilities((all) => all.map((name) => (name === "completion" ? "chat" : name))),
  },
  {
    id: "capabilities-twice",
    bug: "A capability is named twice, for the template and for the parser.",
    killedBy: ["details.capabilities.unique"],
    answer: onCapabilities((all) => [...all, ...all]),
  },
  {
    id: "capabilities-only-completion",
    bug: "All models are said to complete, and nothing else.",
    killedBy: ["details.capabilities.tools", "details.capabilities.insert"],
    answer: onCapabilities(() => ["completion"]),
  },
  {
    id: "embedder-completes",
    bug: "A model for embeddings is said to complete, too.",
    killedBy: ["details.capabilities.embedding"],
    answer: onCapabilities((all) => (all.includes("embedding") ? ["completion", ...all] : all)),
  },
  {
    id: "vision-hidden",
    bug: "A model with a part for images is not said to see.",
    killedBy: ["details.capabilities.vision"],
    answer: onObject("show", (value) => {
      const sees = isRecord(value.model_info) && "fake.vision.block_count" in value.model_info;
      const names = Array.isArray(value.capabilities) ? value.capabilities : [];
      return sees
        ? { ...value, capabilities: names.filter((name) => name !== "vision") }
        : { ...value, capabilities: [...names, "vision"] };
    }),
  },
  {
    id: "capabilities-verbose",
    bug: "`capabilities` are told with `verbose` alone.",
    killedBy: ["show.capabilities-independent"],
    answer: onObject("show", (value, request) => (fieldsOf(request).verbose ? value : { ...value, capabilities: [] })),
  },
  {
    id: "tools-claimed",
    bug: "A model is said to call tools, and tools are refused.",
    killedBy: ["details.capabilities.tools-kept"],
    answer: on("chat", (answer, request) => {
      const { tools } = fieldsOf(request);
      return Array.isArray(tools) && tools.length > 0 ? failure(400, "tools are not supported") : answer;
    }),
  },
  {
    id: "show-without-details",
    bug: "Show has no `details`.",
    killedBy: ["show.details", "details.family"],
    answer: onObject("show", (value) => without(value, "details")),
  },
  {
    id: "show-without-modified-at",
    bug: "Show has no `modified_at`.",
    killedBy: ["show.modified-at"],
    answer: onObject("show", (value) => without(value, "modified_at")),
  },
  {
    id: "show-modified-now",
    bug: "`modified_at` of show is another time than that of the list.",
    killedBy: ["show.modified-at"],
    answer: onObject("show", (value) => ({ ...value, modified_at: "2020-01-01T00:00:00Z" })),
  },
  {
    id: "show-without-template",
    bug: "Show has no `template`.",
    killedBy: ["show.template"],
    answer: onObject("show", (value) => without(value, "template")),
  },
  {
    id: "parameters-as-object",
    bug: "`parameters` is an object rather than text.",
    killedBy: ["show.parameters.text", "show.parameters.omitted"],
    answer: onObject("show", (value) => ({ ...value, parameters: { stop: [] } })),
  },
  {
    id: "parameters-empty",
    bug: "`parameters` is empty text where there are none.",
    killedBy: ["show.parameters.omitted"],
    answer: onObject("show", (value) => ({ parameters: "", ...value })),
  },
  {
    id: "parameters-with-colons",
    bug: "Parameters are written like `name: value`.",
    killedBy: ["show.parameters.list-lines", "show.parameters.padding"],
    answer: onText("parameters", (lines) => lines.replace(/^(\w+)\s+/gm, "$1: ")),
  },
  {
    id: "parameters-unquoted",
    bug: "Stop strings in `parameters` have no quotes.",
    killedBy: ["show.parameters.strings-quoted"],
    answer: onText("parameters", (lines) => lines.replaceAll('"', "")),
  },
  {
    id: "parameters-list-as-json",
    bug: "Stop strings stand in one line of `parameters`, as JSON.",
    killedBy: ["show.parameters.list-lines", "show.parameters.strings-quoted"],
    answer: onText("parameters", (lines) => {
      const stops = [...lines.matchAll(/^stop\s+(.*)$/gm)].map(([, value]) => value);
      const rest = lines.split("\n").filter((line) => !line.startsWith("stop"));
      return stops.length === 0 ? lines : [...rest, `${"stop".padEnd(30)} [${stops.join(",")}]`].join("\n");
    }),
  },
  {
    id: "system-hidden",
    bug: "Show has no `system`.",
    killedBy: ["show.system"],
    answer: onObject("show", (value) => without(value, "system")),
  },
  {
    id: "show-empty-texts",
    bug: "What a model does not have is empty rather than left out.",
    killedBy: ["show.system", "show.license", "show.messages"],
    answer: onObject("show", (value) => ({ system: "", license: "", messages: [], ...value })),
  },
  {
    id: "license-list",
    bug: "`license` is a list of texts.",
    killedBy: ["show.license"],
    answer: onText("license", (all) => all.split("\n")),
  },
  {
    id: "messages-hidden",
    bug: "Show has no stored messages.",
    killedBy: ["show.messages"],
    answer: onObject("show", (value) => without(value, "messages")),
  },
  {
    id: "modelfile-missing",
    bug: "Show has no `modelfile`.",
    killedBy: ["show.modelfile.string", "show.modelfile.from", "show.modelfile.parameter"],
    answer: onObject("show", (value) => without(value, "modelfile")),
  },
  {
    id: "modelfile-from-alone",
    bug: "`modelfile` has a line with `FROM` and nothing else.",
    killedBy: ["show.modelfile.system", "show.modelfile.template", "show.modelfile.parameter"],
    answer: onText("modelfile", (lines) => lines.split("\n").find((line) => line.startsWith("FROM ")) ?? ""),
  },
  {
    id: "modelfile-without-from",
    bug: "`modelfile` does not say what the model is made from.",
    killedBy: ["show.modelfile.from"],
    answer: onText("modelfile", (lines) => lines.replace(/^FROM .*$/m, "")),
  },
  {
    id: "show-changes",
    bug: "Show tells the time of the call.",
    killedBy: ["show.repeatable"],
    answer: onObject("show", (value) => ({ ...value, shown_at: performance.now() })),
  },
  {
    id: "show-without-name-404",
    bug: "Show without a model gets 404.",
    killedBy: ["show.missing-name.status", "show.missing-name.text"],
    answer: on("show", (answer) => (answer.status === 400 ? failure(404, "model '' not found") : answer)),
  },
  {
    id: "show-not-found-without-tag",
    bug: "The error of show has the name as it was sent, without its tag.",
    killedBy: ["show.not-found.text"],
    answer: on("show", (answer, request) =>
      answer.status === 404 ? failure(404, `model '${fieldsOf(request).model}' not found`) : answer,
    ),
  },
  {
    id: "show-not-found-500",
    bug: "Show of a model that is not there gets 500.",
    killedBy: ["show.not-found.status"],
    answer: on("show", (answer) => (answer.status === 404 ? failure(500, "model not found") : answer)),
  },
  {
    id: "show-invalid-name-404",
    bug: "Show with a name that can't be a name gets 404.",
    killedBy: ["show.invalid-name.status", "names.invalid.text", "names.invalid.space"],
    answer: on("show", (answer, request) =>
      answer.status === 400 && fieldsOf(request).model ? failure(404, "model not found") : answer,
    ),
  },
];
