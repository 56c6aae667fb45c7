import { isRecord } from "../check/expect.ts";
import { failure, json } from "../fake/answer.ts";
import { mapElements } from "./changes.ts";
import { fieldsOf, onFrames } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody, onEntries } from "./operations.ts";

const readers: readonly unknown[] = ["show", "generate", "chat", "embed", "embeddings"];

/** Answers otherwise where a model is named in some way. */
const naming = (
  like: (name: string) => boolean,
  change: (name: string) => ReturnType<typeof failure>,
): NonNullable<Mutant["answer"]> => {
  return (answer, request) => {
    const { model } = fieldsOf(request);
    return readers.includes(request.operation) && typeof model === "string" && like(model) ? change(model) : answer;
  };
};

const notFound = (name: string) => failure(404, `model '${name}' not found`);
const invalid = () => failure(400, "invalid model name");

/** Mutants of model names. */
export const names: readonly Mutant[] = [
  {
    id: "tag-required",
    bug: "A name without its tag is not found.",
    killedBy: ["names.tag.default"],
    answer: naming((name) => /^fake/.test(name) && !name.includes(":"), notFound),
  },
  {
    id: "tag-unknown",
    bug: "A name with the tag `latest` is not found.",
    killedBy: ["names.tag.default", "names.display.usable"],
    answer: naming((name) => /^fake.*:latest$/.test(name), notFound),
  },
  {
    id: "default-namespace-unknown",
    bug: "`library/m` is not taken for `m`.",
    killedBy: ["names.default.namespace", "names.default.host"],
    answer: naming((name) => name.includes("library/"), notFound),
  },
  {
    id: "slash-refused",
    bug: "A name with a slash is invalid.",
    killedBy: ["names.namespace.accepted", "names.host.accepted", "names.default.namespace"],
    answer: naming((name) => name.includes("/"), invalid),
  },
  {
    id: "host-refused",
    bug: "A name with a registry's host is invalid.",
    killedBy: ["names.host.accepted", "names.tag.last-colon"],
    answer: naming((name) => name.split("/").length > 2, invalid),
  },
  {
    id: "tag-after-first-colon",
    bug: "What stands behind the first colon is the tag, so that a host's port is one.",
    killedBy: ["names.tag.last-colon", "names.host.accepted"],
    answer: naming((name) => /:\d+\//.test(name), invalid),
  },
  {
    id: "any-name-valid",
    bug: "Any text is a name.",
    killedBy: [
      "names.invalid.text",
      "names.invalid.empty-part",
      "names.invalid.too-many-parts",
      "names.invalid.control",
      "names.invalid.not-ascii",
      "names.invalid.percent",
      "names.characters.first",
    ],
    answer: (answer, request) => {
      const { body } = answer;
      const refused = body.kind === "json" && isRecord(body.value) && body.value.error === "invalid model name";
      return refused ? notFound(String(fieldsOf(request).model)) : answer;
    },
  },
  {
    id: "invalid-name-500",
    bug: "A name that can't be one gets 500.",
    killedBy: ["names.invalid.status", "names.invalid.text"],
    answer: (answer, request) => {
      const { body } = answer;
      const refused = body.kind === "json" && isRecord(body.value) && body.value.error === "invalid model name";
      return refused && readers.includes(request.operation) ? failure(500, "invalid model name") : answer;
    },
  },
  {
    id: "digest-suffix-found",
    bug: "What stands behind `@` is ignored.",
    killedBy: ["names.invalid.digest-suffix"],
    request: onBody((fields) =>
      typeof fields.model === "string" ? { ...fields, model: fields.model.replace(/@.*$/, "") } : fields,
    ),
  },
  {
    id: "names-as-paths",
    bug: "A name is a path below the store, and may lead out of it.",
    killedBy: ["names.invalid.traversal"],
    answer: naming(
      (name) => name.startsWith("../") || name.startsWith("/"),
      () => json(200, { modelfile: "root:x:0:0:root:/root:/bin/sh" }),
    ),
  },
  {
    id: "short-names-alone",
    bug: "A name of more than 40 characters is invalid.",
    killedBy: ["names.length.model"],
    answer: naming((name) => name.length > 40 && !name.startsWith("cria"), invalid),
  },
  {
    id: "dots-refused",
    bug: "A name with a dot is invalid, as those of many models are.",
    killedBy: ["names.characters.model"],
    answer: naming((name) => name.startsWith("zq") && name.includes("."), invalid),
  },
  {
    id: "spaces-kept",
    bug: "White space around a name belongs to it.",
    killedBy: ["names.whitespace.trimmed"],
    answer: naming((name) => name !== name.trim(), notFound),
  },
  {
    id: "names-case-sensitive",
    bug: "Names are case-sensitive.",
    killedBy: ["names.case.insensitive"],
    answer: naming((name) => /fake/i.test(name) && name !== name.toLowerCase(), notFound),
  },
  {
    id: "names-in-lower-case",
    bug: "Names are stored in lower case.",
    killedBy: ["names.case.kept"],
    answer: onEntries("list", (entry) => ({
      ...entry,
      name: String(entry.name).toLowerCase(),
      model: String(entry.model).toLowerCase(),
    })),
  },
  {
    id: "local-suffix-unknown",
    bug: "The suffix `:local` is a tag.",
    killedBy: ["names.suffix.local"],
    answer: naming((name) => name.endsWith(":local"), notFound),
  },
  {
    id: "cloud-in-any-name",
    bug: "Any name that ends in `cloud` is taken for a model of the cloud.",
    killedBy: ["names.suffix.plain-name"],
    answer: naming(
      (name) => name.endsWith("-cloud"),
      () => failure(403, "ollama cloud is disabled: remote model details are unavailable"),
    ),
  },
  {
    id: "echo-whole-name",
    bug: "`model` of an answer is the stored name rather than that of the request.",
    killedBy: ["names.echo.verbatim"],
    answer: onFrames((frame) => ({ ...frame, model: "fake:latest" })),
  },
  {
    id: "echo-file-name",
    bug: "`model` of an answer is the name of the engine's file.",
    killedBy: ["names.echo.verbatim"],
    answer: onFrames((frame) => ({ ...frame, model: "model-q8_0.gguf" })),
  },
  {
    id: "listed-names-unusable",
    bug: "The list has names for people, which are no names of models.",
    killedBy: ["names.display.usable"],
    answer: (answer, { operation }) =>
      operation === "list" && answer.body.kind === "json" && isRecord(answer.body.value)
        ? json(
            200,
            mapElements(answer.body.value, "models", (entry) => ({ ...entry, name: `The ${entry.name}` })),
          )
        : answer,
  },
];
