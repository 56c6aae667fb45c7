import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/show`. */
export const show = chapter(
  { id: "show", title: "Show", about: "What `POST /api/show` says of one model.", operations: ["show"] },
  {
    present: must(
      "`POST /api/show` of a stored model answers 200 with a JSON object.",
      [observed, "client:copilot", "client:zed", "client:langflow"],
      { presence: true },
    ),
    "key.model": must("The model is named in `model`.", [observed, "client:ollama-cli", "client:copilot"], {
      introducedIn: "0.1.20",
    }),
    "key.name": must("The model may be named in `name` instead.", [
      "handler",
      "client:continue",
      "client:hermes-agent",
    ]),
    "key.model-first": may("Where both are given `model` counts and `name` does not.", ["handler"]),
    "model-info.object": must(
      "`model_info` is an object, never `null` and never left out.",
      [observed, "client:copilot", "client:llm-ollama", "client:roo-code", "client:ollama-python"],
      { introducedIn: "0.14.3" },
    ),
    "model-info.architecture": must(
      "`model_info` has the architecture in `general.architecture`.",
      [observed, "client:copilot"],
      { introducedIn: "0.1.45" },
    ),
    "model-info.context-length": must(
      "`model_info` has the trained context in the architecture's `context_length`, such as `llama.context_length`.",
      [observed, "client:copilot", "client:roo-code"],
      { introducedIn: "0.1.45" },
    ),
    "model-info.parameter-count": should(
      "`model_info` has the number of weights in `general.parameter_count`.",
      [observed],
      { introducedIn: "0.1.45" },
    ),
    "model-info.embedding-length": should(
      "`model_info` has the width of the model in the architecture's `embedding_length`.",
      [observed, "client:ollama-cli"],
      { introducedIn: "0.1.45" },
    ),
    "model-info.no-name": may("`model_info` has no `general.name` and no `tokenizer.chat_template`.", [observed], {
      introducedIn: "0.1.45",
    }),
    "model-info.basename-copilot": may(
      "A `User-Agent` that starts with `GitHubCopilotChat/` gets the requested name in `general.basename`.",
      [observed, "client:copilot"],
      { introducedIn: "0.18.3" },
    ),
    "model-info.arrays-null": may("Arrays of `model_info` are `null` unless `verbose` is true.", [observed], {
      introducedIn: "0.1.45",
    }),
    "model-info.arrays-verbose": should(
      "With `verbose` true arrays of `model_info`, such as `tokenizer.ggml.tokens`, are given in full.",
      [observed],
      { introducedIn: "0.1.45" },
    ),
    details: must(
      "`details` is an object with the model's `family` and `parameter_size`.",
      [observed, "client:roo-code", "client:lightrag"],
      { introducedIn: "0.1.15" },
    ),
    capabilities: must(
      "`capabilities` is an array of strings.",
      [observed, "client:copilot", "client:langflow", "client:roo-code"],
      { introducedIn: "0.6.4" },
    ),
    "capabilities-independent": should("`capabilities` do not depend on `verbose`.", ["handler"], {
      introducedIn: "0.6.4",
    }),
    "modified-at": should("`modified_at` is a time and that of the list.", ["handler"], {
      operations: ["show", "list"],
      introducedIn: "0.1.45",
    }),
    template: must("`template` is the model's template as a string.", [observed, "client:continue"]),
    "template-default": may("A model without a template shows `{{ .Prompt }}` as its `template`.", [observed]),
    "parameters.text": must(
      "`parameters` is text with one parameter per line, its name first and its value behind white space.",
      [observed, "client:continue", "client:ollama-cli"],
    ),
    "parameters.padding": may("Names in `parameters` are padded to 30 columns with a space behind.", ["handler"]),
    "parameters.strings-quoted": should("Strings in `parameters`, such as those of `stop`, stand in double quotes.", [
      "handler",
      "client:continue",
    ]),
    "parameters.list-lines": should("A parameter with several values has one line for each.", [
      "handler",
      "client:continue",
    ]),
    "parameters.omitted": should("A model without parameters has no `parameters`.", [observed]),
    "parameters.order": may("Lines of different parameters stand in any order.", ["handler"]),
    system: should("`system` is the model's system message, left out where there is none.", [observed]),
    "system-override": may("`system` of the request replaces the model's in the answer.", ["handler"]),
    "options-in-modelfile": may("`options` of the request appear in `modelfile` and not in `parameters`.", ["handler"]),
    license: should("`license` is the text of the model's licences joined by newlines, left out where there is none.", [
      observed,
    ]),
    messages: should(
      "`messages` are the model's stored messages with role and content, left out where there are none.",
      [observed],
      { introducedIn: "0.1.21" },
    ),
    "modelfile.string": should("`modelfile` is text from which the model can be made again.", [
      observed,
      "client:ollama-cli",
    ]),
    "modelfile.header": may('`modelfile` starts with `# Modelfile generated by "ollama show"`.', [observed]),
    "modelfile.from": should("`modelfile` has a line that starts with `FROM `.", [observed]),
    "modelfile.parameter": should("`modelfile` has a line that starts with `PARAMETER ` for each parameter.", [
      observed,
    ]),
    "modelfile.system": should("`modelfile` has the system message behind `SYSTEM`.", [observed]),
    "modelfile.template": should("`modelfile` has the template behind `TEMPLATE`.", [observed]),
    tensors: may("`tensors` lists name, type and shape of each tensor, at least with `verbose` true.", [observed], {
      introducedIn: "0.6.1",
    }),
    "renderer-parser": may("`renderer` and `parser` appear in `modelfile` alone.", [observed, "go-types"], {
      introducedIn: "0.12.0",
    }),
    "projector-info": may(
      "`projector_info` has the metadata of a separate projector, and is left out without one.",
      ["handler"],
      { introducedIn: "0.1.45" },
    ),
    requires: may(
      "`requires` is the version of Ollama that the model asks for, and is left out without one.",
      ["handler"],
      { introducedIn: "0.14.0" },
    ),
    remote: may("A cloud model has `remote_model` and `remote_host`.", ["handler"], { introducedIn: "0.12.0" }),
    repeatable: should(
      "Two calls without a change between them give the same answer, but for the order of parameters.",
      ["handler"],
    ),
    "not-loading": should("Show loads no model.", ["handler"], { operations: ["show", "ps"] }),
    "missing-name.status": should("A request with neither `model` nor `name` gets 400.", [observed]),
    "missing-name.text": should("A request with neither `model` nor `name` gets the error `model is required`.", [
      observed,
    ]),
    "not-found.status": must("A model that is not in the store gets 404 with a JSON body.", [
      observed,
      "client:copilot",
      "client:ollama-cli",
    ]),
    "not-found.text": should(
      "A model that is not in the store gets `model 'nope:latest' not found` with the name and its tag.",
      [observed],
      { introducedIn: "0.30.0" },
    ),
    "not-found.local-suffix": may("`m:local` of a cloud model gets 404 with the name as it was sent.", ["handler"], {
      introducedIn: "0.18.0",
    }),
    "invalid-name.status": should("A name that can't be a name gets 400 `invalid model name`.", [observed], {
      introducedIn: "0.18.0",
    }),
    "broken-model": may("A model whose files can't be read gets 500.", ["handler"]),
  },
);
