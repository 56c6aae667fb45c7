import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/create`: the request, its errors and its progress. */
export const create = chapter(
  {
    id: "create",
    title: "Create",
    about: "Requests, errors and progress of `POST /api/create`.",
    operations: ["create"],
  },
  {
    "from.model": must(
      "`from` makes a model from another model of the store.",
      [observed, "client:ollama-cli", "client:ollama-js"],
      { introducedIn: "0.5.5" },
    ),
    "files.gguf": must(
      "`files` makes a model from an uploaded GGUF file, given as file name and digest.",
      [observed, "client:ollama-cli"],
      { introducedIn: "0.5.5" },
    ),
    "files.empty": should("`files` that is `{}` gets 400 `unknown type`.", ["handler"], { introducedIn: "0.12.6" }),
    "adapters.empty": may("`adapters` that is `{}` is an error.", [observed], { introducedIn: "0.5.5" }),
    "adapters.several": may(
      "Several adapters that are GGUF files get 400 `only one adapter is currently supported`.",
      ["handler"],
      { introducedIn: "0.5.5" },
    ),
    "name.alias": should("The new model may be named in `name` instead of `model`.", ["handler"]),
    "name.required": should("A request without a name gets 400 `invalid model name`.", [observed]),
    "name.invalid": should(
      "A name that can't be a name gets 400 `invalid model name` before the stream begins.",
      ["handler"],
      { introducedIn: "0.5.5" },
    ),
    "name.checked-after-files": may("Paths and digests of `files` are checked before the name.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "name.from-invalid": should("A `from` that can't be a name gets 400 `invalid model name`.", ["handler"], {
      introducedIn: "0.12.6",
    }),
    "name.tag-added": must(
      "A name without a tag makes a model with the tag `latest`.",
      [observed, "client:ollama-cli"],
      { operations: ["create", "list"] },
    ),
    "from.missing-pulled": should("A `from` that is not in the store is pulled.", [observed], {
      introducedIn: "0.5.5",
    }),
    "from.missing-error": must(
      "A `from` that can't be found anywhere ends in an error and not in `success`.",
      [observed, "client:ollama-js"],
      { introducedIn: "0.5.5" },
    ),
    "files.empty-digest": should(
      "An empty digest in `files` gets 400 `invalid digest format` before the stream begins.",
      ["handler"],
      { introducedIn: "0.17.6" },
    ),
    "files.malformed-digest": may(
      "A malformed digest in `files` is an error `invalid digest format`, in the stream after `parsing GGUF` or with a status of its own.",
      [observed],
      { introducedIn: "0.5.5" },
    ),
    "files.missing-blob-text": may(
      "The error of a blob that was not uploaded may name the path of the file that is missing.",
      [observed],
      { introducedIn: "0.5.5" },
    ),
    "files.not-gguf": should(
      "A file named `.gguf` with other content is an error `supplied file was not in GGUF format`.",
      [observed],
      { introducedIn: "0.5.5" },
    ),
    "files.parsing-first": may("The stream of a model made from a GGUF file starts with `parsing GGUF`.", [observed], {
      introducedIn: "0.5.5",
    }),
    "legacy.modelfile-ignored": should("`modelfile` and `path` of older clients are ignored.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "template.error-text": may(
      "A template with an error of syntax gets 400 with a text that starts with `template error: template:`.",
      ["handler"],
    ),
    "license.type": may("A `license` that is neither a string nor an array of strings is an error.", ["handler"], {
      introducedIn: "0.5.5",
    }),
    "info.type": may(
      'A field of `info` of a wrong type gets 400 `info field "context_length" must be a number` with the field\'s name.',
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
    "info.negative": may(
      'A negative length in `info` gets 400 `info field "context_length" must be a non-negative integer`.',
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
    "info.string": may(
      'A family in `info` that is no string gets 400 `info field "model_family" must be a string`.',
      ["handler"],
      { introducedIn: "0.12.0" },
    ),
    "remote.bad-host": may("A `remote_host` that is no host gets 400 `bad remote`.", ["handler"], {
      introducedIn: "0.12.0",
    }),
    "remote.draft": may(
      "A cloud model with `draft_files` gets 400 `DRAFT cannot be used with remote models`.",
      ["handler"],
      { introducedIn: "0.30.0" },
    ),
    "draft.quantize-alone": may(
      "`draft_quantize` without `draft_files` gets 400 `--draft-quantize requires a DRAFT model`.",
      ["handler"],
      { introducedIn: "0.30.0" },
    ),
    "quantize.case": should("`quantize` is read whatever its case, so that `q8_0` means `Q8_0`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "quantize.alias": may("`quantization` means the same as `quantize`.", ["handler"], { introducedIn: "0.1.32" }),
    "quantize.unknown": should(
      "An unknown `quantize` is an error with a text that starts with `unsupported quantization type`.",
      [observed],
      { introducedIn: "0.1.35" },
    ),
    "quantize.types": may("`quantize` may be `F32`, `F16`, `Q4_K_S`, `Q4_K_M` or `Q8_0`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "quantize.quantised": should(
      "`quantize` of a model that is quantised already is an error `quantization is only supported for F16, BF16 and F32 models`.",
      [observed],
      { introducedIn: "0.22.0" },
    ),
    "replace.existing": must("Creating a model under a name that exists replaces that model.", [
      "handler",
      "client:ollama-cli",
    ]),
    "replace.running-stays": may("A loaded copy of a model that is replaced stays loaded.", ["handler"]),
    "capabilities-inherited": should("A model made from another has the capabilities of that model.", ["handler"], {
      operations: ["create", "show"],
      introducedIn: "0.6.4",
    }),
    "system.shown": should("`system` of the request is what show says of the new model.", [observed], {
      operations: ["create", "show"],
      introducedIn: "0.5.5",
    }),
    "template.shown": should("`template` of the request is what show says of the new model.", [observed], {
      operations: ["create", "show"],
      introducedIn: "0.5.5",
    }),
    "parameters.shown": should("`parameters` of the request are what show says of the new model.", [observed], {
      operations: ["create", "show"],
      introducedIn: "0.5.5",
    }),
    "messages.shown": should("`messages` of the request are what show says of the new model.", [observed], {
      operations: ["create", "show"],
      introducedIn: "0.5.5",
    }),
    "unstreamed.success": must('With `stream` false a success is the one object `{"status":"success"}`.', [
      observed,
      "client:ollama-python",
    ]),
    "unstreamed.content-type": may("With `stream` false the content type is `application/json` without a charset.", [
      observed,
    ]),
  },
);
