import { isRecord } from "../check/expect.ts";
import { failure, json, ndjson } from "../fake/answer.ts";
import { mapField } from "./changes.ts";
import { fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on, onBody, onObject } from "./operations.ts";
import { created, errorOf, errorsOf, onProgress, succeedsThough, uncreated } from "./store-changes.ts";

/** Changes the details that show gives. */
const shownDetails = (change: (details: Record<string, unknown>) => unknown) =>
  onObject("show", (shown) => mapField(shown, "details", change));

/** Mutants of creations. */
export const create: readonly Mutant[] = [
  {
    id: "create-ignores-system",
    bug: "`system` of a creation is ignored.",
    killedBy: ["create.system.shown", "models-prompts.stored-system", "models-store.create-any-case"],
    request: uncreated("system"),
  },
  {
    id: "create-ignores-parameters",
    bug: "`parameters` of a creation are ignored.",
    killedBy: ["create.parameters.shown", "models-parameters.stop-used", "models-parameters.all-shown"],
    request: uncreated("parameters"),
  },
  {
    id: "create-ignores-template",
    bug: "`template` of a creation is ignored: the file's own counts.",
    killedBy: ["create.template.shown", "models-create.bad-template-400"],
    request: uncreated("template"),
  },
  {
    id: "create-ignores-messages",
    bug: "`messages` of a creation are ignored.",
    killedBy: ["create.messages.shown", "models-prompts.stored-messages", "models-modelfile.message"],
    request: uncreated("messages"),
  },
  {
    id: "create-ignores-license",
    bug: "`license` of a creation is ignored.",
    killedBy: ["models-create.license-string", "models-create.license-list", "models-modelfile.license"],
    request: uncreated("license"),
  },
  {
    id: "create-by-model-only",
    bug: "Older clients' `name` is not seen.",
    killedBy: ["create.name.alias"],
    request: uncreated("name"),
  },
  {
    id: "create-always-streams",
    bug: "A creation with `stream` false streams.",
    killedBy: ["create.unstreamed.success"],
    request: uncreated("stream"),
  },
  {
    id: "create-unstreamed-log",
    bug: "With `stream` false all progress comes in an array.",
    killedBy: ["create.unstreamed.success"],
    answer: on("create", (answer, request) =>
      fieldsOf(request).stream === false && answer.status === 200
        ? json(200, [{ status: "writing manifest" }, { status: "success" }])
        : answer,
    ),
  },
  {
    id: "create-error-200",
    bug: "With `stream` false an error has the status 200.",
    killedBy: ["create.from.missing-error"],
    answer: on("create", (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: "create-from-nothing",
    bug: "A base that is not there is replaced by some other model.",
    killedBy: ["create.from.missing-error"],
    request: (request, state) =>
      onBody(
        (fields) =>
          typeof fields.from === "string" && state.find(fields.from) === undefined
            ? { ...fields, from: "fake" }
            : fields,
        "create",
      )(request, state),
  },
  {
    id: "create-base-not-pulled",
    bug: "A base that is not in the store is not pulled.",
    killedBy: ["create.from.missing-pulled"],
    answer: errorsOf("create", (error, answer) =>
      error.startsWith("pull model") ? failure(404, "model not found") : answer,
    ),
  },
  {
    id: "create-files-unread",
    bug: "Uploaded files are taken for models whatever they hold.",
    killedBy: ["create.files.not-gguf", "models-create.not-a-model-400"],
    answer: succeedsThough("create", /GGUF|unknown type/),
  },
  {
    id: "create-missing-blob-ignored",
    bug: "A file that was not uploaded makes an empty model.",
    killedBy: ["models-create.missing-blob-fails"],
    answer: succeedsThough("create", /^open /),
  },
  {
    id: "create-path-escapes",
    bug: "File names may lead out of the folder that they are put in.",
    killedBy: ["models-create.absolute-file-400"],
    answer: succeedsThough("create", /must be relative/),
  },
  {
    id: "create-digest-unchecked",
    bug: "A text that is no digest is looked up like one.",
    killedBy: ["create.files.empty-digest"],
    answer: errorsOf("create", (error, answer) =>
      error === "invalid digest format" ? failure(500, "open /models/blobs: is a directory") : answer,
    ),
  },
  {
    id: "create-template-unchecked",
    bug: "A template with an error is stored, and fails when it is used.",
    killedBy: ["models-create.bad-template-400"],
    answer: succeedsThough("create", /^template error/),
  },
  {
    id: "create-name-unchecked",
    bug: "Names are used as they are sent.",
    killedBy: ["create.name.invalid", "create.name.required"],
    answer: errorsOf("create", (error, answer, request) =>
      error === "invalid model name" && fieldsOf(request).from === "fake:latest"
        ? ndjson([{ status: "writing manifest" }, { status: "success" }])
        : answer,
    ),
  },
  {
    id: "create-from-unchecked",
    bug: "A base whose name is no name is not found rather than refused.",
    killedBy: ["create.name.from-invalid"],
    answer: errorsOf("create", (error, answer, request) =>
      error === "invalid model name" && fieldsOf(request).from !== undefined ? failure(404, "not found") : answer,
    ),
  },
  {
    id: "create-quantize-ignored",
    bug: "`quantize` is ignored.",
    killedBy: ["create.quantize.unknown", "create.quantize.quantised"],
    request: uncreated("quantize", "quantization"),
  },
  {
    id: "create-quantize-upper-case",
    bug: "`quantize` is known in upper case alone.",
    killedBy: ["create.quantize.case"],
    answer: on("create", (answer, request) =>
      fieldsOf(request).quantize === "q8_0" ? failure(500, "unsupported quantization type q8_0") : answer,
    ),
  },
  {
    id: "create-keeps-old",
    bug: "A creation over an existing name changes nothing.",
    killedBy: ["create.replace.existing", "models-store.created-is-usable"],
    request: (request, state) => {
      const { model } = fieldsOf(request);
      const exists = typeof model === "string" && state.find(model) !== undefined;
      return request.operation === "create" && exists
        ? onBody(({ stream }) => ({ model, from: model, stream }), "create")(request, state)
        : request;
    },
  },
  {
    id: "create-failure-deletes-old",
    bug: "The old model is deleted before the new one is made.",
    killedBy: ["models-create.failure-keeps-old"],
    answer: (answer, request, state) => {
      const model = state.find(String(fieldsOf(request).model));
      if (request.operation === "create" && errorOf(answer) !== undefined && model) state.remove(model);
      return answer;
    },
  },
  {
    id: "create-failure-leaves-half",
    bug: "A creation that fails leaves a model that does not work.",
    killedBy: ["models-create.failure-leaves-nothing"],
    answer: (answer, request, state) => {
      const { model = "" } = fieldsOf(request);
      const failed = request.operation === "create" && errorOf(answer) !== undefined;
      if (failed && /^cria-conformance-\d/.test(String(model))) state.add({ name: `${String(model)}:latest` });
      return answer;
    },
  },
  {
    id: "create-system-not-inherited",
    bug: "A model loses the system prompt of its base.",
    killedBy: ["models-create.inherits-system"],
    answer: created((_, { system = "" }) => ({ system: String(system) })),
  },
  {
    id: "create-template-not-inherited",
    bug: "A model loses the template of its base.",
    killedBy: ["models-create.inherits-template"],
    answer: created((model, { template }) => (template === undefined ? { template: "{{ .Prompt }}" } : model)),
  },
  {
    id: "create-parameters-replace",
    bug: "`parameters` replace all of the base's.",
    killedBy: ["models-create.parameters-merge", "models-create.inherits-parameters"],
    answer: created((model, { parameters }) => (isRecord(parameters) ? { parameters } : model)),
  },
  {
    id: "create-parameters-first-wins",
    bug: "The base's parameters count before those of the request.",
    killedBy: ["models-create.parameters-merge", "models-create.stop-replaces"],
    answer: created(({ parameters }, _, base) => ({ parameters: { ...parameters, ...base?.parameters } })),
  },
  {
    id: "create-stop-added",
    bug: "`stop` is added to the base's list.",
    killedBy: ["models-create.stop-replaces"],
    answer: created((model, { parameters }, base) => {
      const lists = [base?.parameters.stop, isRecord(parameters) ? parameters.stop : undefined];
      return lists.every(Array.isArray) ? { parameters: { ...model.parameters, stop: lists.flat() } } : model;
    }),
  },
  {
    id: "create-messages-added",
    bug: "`messages` are added to the base's.",
    killedBy: ["models-create.messages-replace"],
    answer: created((model, { messages = [] }, base) => ({
      messages:
        Array.isArray(messages) && messages.length > 0
          ? [...(base?.messages ?? []), ...model.messages]
          : model.messages,
    })),
  },
  {
    id: "create-empty-messages-clear",
    bug: "An empty list `messages` clears the base's.",
    killedBy: ["models-create.messages-empty"],
    answer: created((model, { messages }) =>
      Array.isArray(messages) && messages.length === 0 ? { messages: [] } : model,
    ),
  },
  {
    id: "create-empty-system-clears",
    bug: '`system` `""` clears the base\'s.',
    killedBy: ["models-create.empty-system-keeps"],
    answer: created((model, { system }) => (system === "" ? { system } : model)),
  },
  {
    id: "create-licenses-replace",
    bug: "`license` replaces the base's licences.",
    killedBy: ["models-create.licenses-accumulate"],
    answer: created((model, { license }) =>
      license === undefined ? model : { licenses: [license].flat().map(String) },
    ),
  },
  {
    id: "create-license-list-refused",
    bug: "`license` must be a string.",
    killedBy: ["models-create.license-list", "models-create.licenses-shown"],
    answer: on("create", (answer, request) =>
      Array.isArray(fieldsOf(request).license) ? failure(400, "license must be a string") : answer,
    ),
  },
  {
    id: "create-license-first-only",
    bug: "Of several licences the first is kept.",
    killedBy: ["models-create.licenses-shown"],
    request: onBody(({ license, ...fields }) => ({ ...fields, license: [license].flat()[0] }), "create"),
  },
  {
    id: "create-unknown-parameter-refused",
    bug: "An unknown parameter fails the creation.",
    killedBy: ["models-create.unknown-parameter"],
    answer: on("create", (answer, request) =>
      "cria_conformance" in Object(fieldsOf(request).parameters) ? failure(400, "unknown parameter") : answer,
    ),
  },
  {
    id: "create-files-before-from",
    bug: "`files` counts where `from` is given too.",
    killedBy: ["models-create.from-wins"],
    request: onBody((fields) => (fields.files === undefined ? fields : { ...fields, from: undefined }), "create"),
  },
  {
    id: "create-nothing-succeeds",
    bug: "A creation of nothing succeeds.",
    killedBy: ["models-create.nothing-given"],
    answer: succeedsThough("create", /^neither/),
  },
  {
    id: "create-modelfile-read",
    bug: "The Modelfile of older clients is read.",
    killedBy: ["create.legacy.modelfile-ignored"],
    request: onBody((fields) => {
      const system = /SYSTEM (.*)/.exec(String(fields.modelfile))?.[1];
      return system === undefined ? fields : { ...fields, system };
    }, "create"),
  },
  {
    id: "create-short-progress",
    bug: "The progress of a creation has other words.",
    killedBy: ["models-create.status-writing-manifest"],
    answer: onProgress("create", (frames) => frames.filter(({ status }) => status !== "writing manifest")),
  },
  {
    id: "create-capabilities-forgotten",
    bug: "A created model can complete texts and nothing else.",
    killedBy: ["create.capabilities-inherited", "models-capabilities.parser-tools"],
    answer: created(() => ({ capabilities: ["completion"] })),
  },
  {
    id: "create-info-ignored",
    bug: "`info` of a creation is ignored.",
    killedBy: ["models-create.capabilities"],
    request: uncreated("info"),
  },
  {
    id: "show-family-from-name",
    bug: "`details.family` is the first part of the model's name.",
    killedBy: ["models-create.family"],
    answer: onObject("show", (shown) => mapField(shown, "details", (inner) => ({ ...inner, family: "cria" }))),
  },
  {
    id: "show-parameter-size-number",
    bug: "`details.parameter_size` is a number in digits.",
    killedBy: ["models-create.parameter-size"],
    answer: shownDetails((inner) => ({ ...inner, parameter_size: "1000000" })),
  },
  {
    id: "show-format-upper-case",
    bug: "`details.format` is `GGUF`.",
    killedBy: ["models-create.format"],
    answer: shownDetails((inner) => ({ ...inner, format: "GGUF" })),
  },
  {
    id: "show-quantization-bits",
    bug: "`details.quantization_level` counts bits.",
    killedBy: ["models-create.quantization-level"],
    answer: shownDetails((inner) => ({ ...inner, quantization_level: "8-bit" })),
  },
];
