import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/generate`. */
export const generate = chapter(
  { id: "generate", title: "Generate", about: "Completion of a prompt.", operations: ["generate"] },
  {
    present: must(
      "`POST /api/generate` with a model and a prompt answers 200.",
      [observed, "client:ollama-cli", "client:continue"],
      { presence: true },
    ),
    "response.string": must(
      "Each object of an answer has a `response` that is a string, empty where there is no text.",
      [observed, "client:ollama-js", "client:ollama-python", "client:langchain"],
    ),
    "response.no-message": should("Objects of an answer have no `message`.", [observed]),
    "done.bool": must("Each object of an answer has a `done` that is a boolean.", [observed, "client:ollama-js"]),
    "unstreamed.done": must("An answer with `stream` false that was not cut for its repetitions has `done` true.", [
      observed,
      "client:ollama-python",
    ]),
    "unstreamed.whole-text": must("An answer with `stream` false has the whole text in `response`.", [
      observed,
      "client:langchain",
    ]),
    "done-reason.values": should("`done_reason` is `stop`, `length`, `load` or `unload`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "context.present": must("The end of an answer has `context`, an array of integers, unless `raw` was true.", [
      observed,
      "client:comfyui",
    ]),
    "context.accepted": must("A `context` of an answer is accepted in the next request, which goes on from it.", [
      "handler",
      "client:comfyui",
      "client:ollama-cli",
    ]),
    "context.covers": should(
      "`context` holds the prompt and the answer, so that it grows from one request to the next.",
      ["handler"],
    ),
    "context.absent-raw": should("With `raw` true the answer has no `context`.", [observed]),
    "context.empty-skips-messages": may(
      "A `context` in the request, even an empty one, leaves out the messages stored with the model.",
      ["handler"],
    ),
    "context.type": should("A `context` that is no array of integers gets 400.", ["handler"]),
    "load.answer": must("A request without a prompt loads the model and answers 200.", [
      observed,
      "client:ollama-cli",
      "client:open-webui",
    ]),
    "load.one-object": must("The answer to a request without a prompt is one JSON object whatever `stream` says.", [
      observed,
      "client:ollama-js",
    ]),
    "load.done": must("The answer to a request without a prompt has `done` true.", [
      observed,
      "client:ollama-js",
      "client:ollama-python",
    ]),
    "load.done-reason": should("The answer to a request without a prompt has `done_reason` `load`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "load.empty-response": should("The answer to a request without a prompt has an empty `response`.", [observed]),
    "load.content-type": may(
      "The answer to a request without a prompt has the content type `application/json; charset=utf-8`.",
      [observed],
    ),
    "load.empty-string": must("A prompt that is the empty string counts as none.", [observed, "client:ollama-cli"]),
    "unload.answer": must(
      "A request without a prompt and with `keep_alive` 0 answers 200 and unloads the model.",
      [observed, "client:open-webui"],
      { introducedIn: "0.3.11" },
    ),
    "unload.done": must("The answer to a request that unloads has `done` true.", [observed, "client:ollama-js"], {
      introducedIn: "0.3.11",
    }),
    "unload.done-reason": should("The answer to a request that unloads has `done_reason` `unload`.", [observed], {
      introducedIn: "0.3.11",
    }),
    "unload.not-loaded": should(
      "A request that unloads answers 200 for a stored model that is not loaded, without loading it.",
      [observed],
      { introducedIn: "0.3.11" },
    ),
    "unload.busy": should(
      "A request that unloads is answered at once while the model generates, and the generation goes on to its end.",
      [observed],
      { introducedIn: "0.3.11" },
    ),
    "unload.missing-model": should("A request that unloads a model that is not in the store gets 404.", ["handler"], {
      introducedIn: "0.3.11",
    }),
    "unload.no-checks": may("A request that unloads is not checked for capabilities and options.", [observed], {
      introducedIn: "0.3.11",
    }),
    "raw.verbatim": should(
      "With `raw` true the prompt reaches the model without template and system message.",
      [observed],
      { introducedIn: "0.1.9" },
    ),
    "raw.exclusive": should("`raw` true with `template`, `system` or a `context` that is not empty gets 400.", [
      observed,
    ]),
    "raw.exclusive-text": should(
      "`raw` true with one of those gets `raw mode does not support template, system, or context`.",
      [observed],
    ),
    "raw.empty-context": may("`raw` true with `context` that is `[]` is accepted.", [observed]),
    "system.overrides": must("`system` of a request replaces the model's own system message.", [
      "handler",
      "client:ollama-cli",
    ]),
    "system.empty": should("An empty `system` leaves the model's own system message in force.", ["handler"]),
    "template.overrides": should("`template` of a request replaces the model's own template.", [observed]),
    "template.syntax-status": may("A `template` with an error of syntax gets an error with status 500 or 400.", [
      "handler",
      "docs",
    ]),
    "template.syntax-text": may("A `template` with an error of syntax gets a text that starts with `template:`.", [
      "handler",
    ]),
    "suffix.accepted": must(
      "`suffix` is accepted by a model with the capability `insert`, and the answer is what stands between.",
      ["handler", "client:continue"],
      { introducedIn: "0.2.6" },
    ),
    "suffix.unsupported": should("`suffix` gets 400 from a model without the capability `insert`.", ["handler"], {
      introducedIn: "0.2.6",
    }),
    "suffix.unsupported-text": should(
      "`suffix` gets a text that ends in `does not support insert` from a model that can't.",
      ["handler"],
      { introducedIn: "0.2.6" },
    ),
    "model.empty": must("A request without a model gets a status from 400 to 499.", [
      "handler",
      "client:ollama-python",
    ]),
    "model.empty-text": should("A request without a model gets 404 `model '' not found`.", ["handler"], {
      introducedIn: "0.5.2",
    }),
    "model.not-found": must("A model that is not in the store gets 404.", [
      observed,
      "client:ollama-python",
      "client:ollama-cli",
    ]),
    "model.not-found-text": should(
      "A model that is not in the store gets `model 'nope' not found` with the name as it was sent.",
      [observed],
      { introducedIn: "0.3.11" },
    ),
    "model.not-a-generator": should(
      'A model that does not generate gets 400 `"m" does not support generate` with the name as it was sent.',
      ["handler"],
      { introducedIn: "0.2.0" },
    ),
    "model.image-generator": may(
      "A model that makes images gets 400 `image generation models are not currently supported`.",
      ["handler"],
      { introducedIn: "0.32.6" },
    ),
    "model.missing-weights": may(
      'A model whose weights are gone from the store gets 404 `model "m" not found, try pulling it first`.',
      ["handler"],
    ),
    "options-before-load": should("A wrong option is reported before the model is loaded.", ["handler"]),
    "echo-only": should("The answer does not repeat the prompt.", [observed]),
    unicode: must("Prompts in any language reach the model unchanged.", ["handler", "client:open-webui"]),
    "unsupported-fields": may("`width`, `height` and `steps` are ignored.", ["handler"], { introducedIn: "0.32.6" }),
    "thinking-beside-response": should("`thinking` of a completion stands beside `response`.", [observed], {
      introducedIn: "0.9.0",
    }),
  },
);
