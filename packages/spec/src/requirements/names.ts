import { chapter, may, must, observed, should } from "./chapter.ts";

const resolved = ["show", "generate", "chat", "embed", "embeddings", "pull", "delete"] as const;
const read = ["show", "generate", "chat", "embed", "embeddings"] as const;

/** Rules of model names. */
export const names = chapter(
  {
    id: "names",
    title: "Model names",
    about: "How names of models are parsed, matched and printed.",
    operations: resolved,
  },
  {
    "tag.default": must("A name without a tag means the tag `latest`, so that `m` and `m:latest` are one model.", [
      observed,
      "client:langchain",
      "client:open-webui",
    ]),
    "default.namespace": should("`library/m` means the same model as `m`.", ["handler"]),
    "default.host": should("`registry.ollama.ai/library/m` means the same model as `m`.", ["handler"]),
    "namespace.accepted": must("A name with a namespace, such as `ns/m:tag`, is a name.", [
      "handler",
      "client:ollama-cli",
    ]),
    "host.accepted": should("A name with a registry's host and port, such as `host:5000/ns/m:t`, is a name.", [
      "handler",
    ]),
    "scheme.accepted": may("A name with `http://` or `https://` before its host is a name.", ["handler"]),
    "tag.last-colon": should("What stands behind the last colon is the tag only if no slash follows it.", ["handler"]),
    "invalid.status": must(
      "A name that can't be a name, such as `a b`, gets a status from 400 to 499.",
      [observed, "client:ollama-cli"],
      { introducedIn: "0.18.0" },
    ),
    "invalid.text": should("A name that can't be a name gets 400 `invalid model name`.", [observed], {
      operations: read,
      introducedIn: "0.18.0",
    }),
    "invalid.empty-part": should("A name with an empty part, such as `m:`, `:t`, `/m` or `m/`, is invalid.", [
      "handler",
    ]),
    "invalid.too-many-parts": should(
      "A name of more than host, namespace and model, such as `a/b/c/d/e`, is invalid.",
      [observed],
    ),
    "invalid.space": should("A name with a space inside is invalid.", ["handler"]),
    "invalid.control": should("A name with control characters is invalid.", ["handler"]),
    "invalid.not-ascii": should("A name with characters beyond ASCII is invalid.", ["handler"]),
    "invalid.percent": should("A name with `%` is invalid.", ["handler"]),
    "invalid.digest-suffix": should(
      "A name with a digest behind `@`, such as `m@sha256:abc`, gets 400 `invalid model name`.",
      [observed],
      { operations: read, introducedIn: "0.18.0" },
    ),
    "invalid.traversal": must("A name such as `../x` never reaches files outside the store.", [
      "handler",
      observed,
      "client:ollama-cli",
    ]),
    "length.model": may("A model, namespace or tag of more than 80 characters is invalid.", ["handler"]),
    "length.host": may("A host of more than 350 characters is invalid.", ["handler"]),
    "characters.model": should("Models and tags may have letters, digits, `_`, `-` and `.` in them.", ["handler"]),
    "characters.first": should("The first character of each part is a letter, a digit or `_`.", ["handler"]),
    "characters.namespace-dot": may("A namespace with a dot is invalid.", ["handler"]),
    "whitespace.trimmed": should("White space around a name is ignored.", [observed], { introducedIn: "0.18.0" }),
    "case.insensitive": should(
      "A name finds a stored model whatever its case, so that `PLAIN:LATEST` means `plain:latest`.",
      [observed],
      { operations: ["show", "generate", "chat", "embed", "pull", "delete"], introducedIn: "0.4.3" },
    ),
    "case.kept": should("A stored name keeps the case in which it was made.", [observed], {
      operations: ["create", "copy", "list"],
    }),
    "suffix.local": may(
      "The suffix `:local`, as in `m:local` or `m:latest:local`, means the model without it.",
      [observed],
      { introducedIn: "0.18.0" },
    ),
    "suffix.both": may(
      "A name with two suffixes `:local` and `:cloud` gets 400 `use either :local or :cloud, not both:` and the name in quotes.",
      [observed],
      { introducedIn: "0.18.0" },
    ),
    "suffix.cloud-disabled": may(
      "A name with the suffix `:cloud` gets 403 `ollama cloud is disabled: remote model is unavailable` where cloud models are disabled.",
      ["handler"],
      { operations: ["generate", "chat"], introducedIn: "0.18.0" },
    ),
    "suffix.cloud-disabled-details": may(
      "`POST /api/show` of a cloud model gets 403 `ollama cloud is disabled: remote model details are unavailable` where cloud models are disabled.",
      ["handler"],
      { operations: ["show"], introducedIn: "0.18.0" },
    ),
    "suffix.not-in-copy": may("Copy and create take `x:local` as the model `x` with the tag `local`.", [observed], {
      operations: ["copy", "create"],
    }),
    "suffix.plain-name": should("A model named `my-cloud`, without a colon, is an ordinary local model.", ["handler"]),
    "echo.verbatim": must(
      "The `model` of an answer is the name as the request had it.",
      [observed, "client:open-webui"],
      { operations: ["generate", "chat"] },
    ),
    "display.tag": must(
      "Lists of models always print the tag, also `latest`.",
      [observed, "client:open-webui", "client:langchain"],
      { operations: ["list", "ps"] },
    ),
    "display.short": should("Lists of models leave out the default host and the default namespace.", [observed], {
      operations: ["list", "ps"],
    }),
    "display.usable": must(
      "Each name of `GET /api/tags` is accepted by show, and by generate and chat where the model can generate.",
      ["handler", "client:copilot", "client:zed"],
      { operations: ["list", "show", "generate", "chat"] },
    ),
  },
);
