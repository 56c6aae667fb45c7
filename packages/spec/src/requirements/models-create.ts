import { chapter, may, observed, should } from "./chapter.ts";

/** Creating models: what of a request ends in the model. */
export const modelsCreate = chapter(
  {
    id: "models-create",
    title: "Creating models",
    about: "Creating models: what of a request ends in the model.",
    operations: ["create"],
  },
  {
    "inherits-template": should(
      "A model created from another has its template unless the request gives one.",
      ["handler"],
      { introducedIn: "0.5.5" },
    ),
    "inherits-system": should(
      "A model created from another has its system prompt unless the request gives one.",
      ["handler"],
      { introducedIn: "0.5.5" },
    ),
    "inherits-parameters": should(
      "A model created from another has its parameters but for those that the request gives.",
      ["handler"],
      { introducedIn: "0.5.5" },
    ),
    "parameters-merge": should("A parameter of the request replaces the inherited one of its name.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "stop-replaces": should("`stop` of the request replaces the inherited list and does not add to it.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "messages-replace": should("`messages` of the request replace the inherited ones.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "messages-empty": should("An empty list `messages` leaves the inherited ones.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "licenses-accumulate": should("`license` of the request is added to the inherited licences.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "license-string": should("`license` may be a string.", ["handler"], { introducedIn: "0.5.5" }),
    "license-list": should("`license` may be a list of strings.", ["handler"], { introducedIn: "0.5.5" }),
    "licenses-shown": should("Every licence of a list is shown by `/api/show`.", ["handler"], {
      operations: ["create", "show"],
      introducedIn: "0.5.5",
    }),
    "empty-system-keeps": should('`system` `""` leaves the inherited system prompt.', ["handler"], {
      introducedIn: "0.5.5",
    }),
    "bad-template-400": should(
      "A `template` that does not parse fails the creation with an error that begins with `template error: `.",
      ["handler"],
      { introducedIn: "0.12.6" },
    ),
    "nothing-given": should(
      "A request with neither `from` nor `files` fails with `neither 'from' or 'files' was specified`.",
      ["handler", observed],
      { introducedIn: "0.5.5" },
    ),
    "from-wins": should("If both `from` and `files` are given, `from` counts.", ["handler"], { introducedIn: "0.5.5" }),
    "absolute-file-400": should(
      "A name in `files` that is absolute or has `..` answers 400 with `file path must be relative`.",
      ["handler"],
      { introducedIn: "0.5.13" },
    ),
    "bad-digest-400": should("A value in `files` that is no digest fails the creation.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "missing-blob-fails": should(
      "A value in `files` that is the digest of no blob fails the creation.",
      ["handler", observed],
      { introducedIn: "0.5.5" },
    ),
    "not-a-model-400": should(
      "Files that are neither GGUF nor safetensors fail the creation with `unknown type`, or say that the file is not GGUF.",
      ["handler", observed],
      { introducedIn: "0.5.5" },
    ),
    "failure-leaves-nothing": should("A creation that failed adds no model to `/api/tags`.", ["handler"], {
      operations: ["create", "list"],
    }),
    "failure-keeps-old": should("A creation over an existing name that failed leaves the old model.", ["handler"], {
      operations: ["create", "show"],
    }),
    "wrong-parameter-type": should(
      "A parameter of the wrong type fails the creation, or each later use of the model.",
      ["handler", observed],
    ),
    "unknown-parameter": should("An unknown parameter does not fail the creation.", ["handler", observed]),
    capabilities: should("`info.capabilities` are among those that `/api/show` lists.", ["handler"], {
      operations: ["create", "show"],
      introducedIn: "0.20.0",
    }),
    "renderer-unchecked": may("An unknown `renderer` does not fail the creation.", ["handler"], {
      introducedIn: "0.12.0",
    }),
    "renderer-unknown": may(
      'A chat with a model whose `renderer` is unknown fails with `unknown renderer "<name>"`.',
      ["handler"],
      { operations: ["create", "chat"], introducedIn: "0.12.0" },
    ),
    "parser-unknown": may("A model whose `parser` is unknown answers as if it had none.", ["handler"], {
      operations: ["create", "chat"],
      introducedIn: "0.12.0",
    }),
    "requires-shown": may("`requires` is shown by `/api/show` and enforced by nothing.", ["handler"], {
      operations: ["create", "show"],
      introducedIn: "0.14.0",
    }),
    family: should("`details.family` of an imported GGUF file is its `general.architecture`.", ["handler", observed], {
      operations: ["create", "show"],
    }),
    "parameter-size": should(
      "`details.parameter_size` is the number of parameters in words such as `3.2B`, `292.80M` or `260K`.",
      ["handler", observed],
      { operations: ["create", "show"] },
    ),
    format: should("`details.format` of an imported GGUF file is `gguf`.", ["handler", observed, "client:zed"], {
      operations: ["create", "show"],
    }),
    "quantization-level": should(
      "`details.quantization_level` names the file's type, such as `Q4_K_M` or `F16`.",
      ["handler", observed],
      { operations: ["create", "show"] },
    ),
    "quantization-unknown": may(
      "`details.quantization_level` of a file that names no type, or F32, is `unknown`.",
      ["handler", observed],
      { operations: ["create", "show"] },
    ),
    "status-writing-manifest": should("A creation's frames have `writing manifest` before `success`.", [
      "handler",
      observed,
    ]),
    "status-layers": may(
      "A frame `using existing layer sha256:<hex>` or `creating new layer sha256:<hex>` tells of each layer.",
      ["handler", observed],
    ),
    "status-success-early": may(
      "A creation that pulls its base has the `success` of that pull in the middle of its frames.",
      ["handler"],
    ),
    "detected-template": should(
      "An imported file whose chat template is well known, such as ChatML, gets a template and its stop texts, or is rendered with its own.",
      ["handler"],
      { operations: ["create", "chat"] },
    ),
  },
);
