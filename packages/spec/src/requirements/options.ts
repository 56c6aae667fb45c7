import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of the `options` of requests. */
export const options = chapter(
  {
    id: "options",
    title: "Options",
    about: "Types, defaults and effects of `options`.",
    operations: ["generate", "chat"],
  },
  {
    "unknown-ignored": must("Options that the server does not know are ignored.", [observed, "client:anythingllm"], {
      introducedIn: "0.1.35",
    }),
    "removed-ignored": must(
      "Options of older versions, such as `mirostat`, `numa`, `low_vram`, `f16_kv` and `penalize_newline`, are ignored.",
      [observed, "docs", "client:anythingllm"],
    ),
    "null-ignored": should("An option that is `null` counts as absent.", [observed]),
    "names-case-sensitive": may("Names of options are case-sensitive, so that `Temperature` is unknown.", [observed]),
    "empty-object": must("`options` that are `{}` or `null` change nothing.", ["handler", "client:zed"]),
    "integer.from-float": must(
      "An option of type integer accepts a whole number written as a float, such as `8192.0`.",
      [observed, "client:home-assistant"],
    ),
    "integer.truncates": may("An option of type integer cuts a fraction toward zero, so that `2.9` means 2.", [
      observed,
    ]),
    "type.status": should("An option of a wrong type gets an error with status 500 or 400.", [observed]),
    "type.integer-text": should(
      'A wrong type of an integer option gets `option "num_ctx" must be of type integer` with the option\'s name.',
      [observed],
    ),
    "type.float-text": should(
      'A wrong type of a float option gets `option "temperature" must be of type float32` with the option\'s name.',
      [observed],
    ),
    "type.boolean-text": should('A wrong type of `use_mmap` gets `option "use_mmap" must be of type boolean`.', [
      observed,
    ]),
    "type.array-text": should('A `stop` that is no array gets `option "stop" must be of type array`.', [observed]),
    "type.array-element-text": should(
      'A `stop` with an element that is no string gets `option "stop" must be of an array of strings`.',
      [observed],
    ),
    "type.on-load": may("Wrong types of options are reported for a request that only loads the model too.", [observed]),
    "type.not-on-unload": may("Wrong types of options are not reported for a request that unloads the model.", [
      observed,
    ]),
    "merge.request-wins": must("An option of the request wins over the same parameter of the model.", [
      "handler",
      "client:open-webui",
    ]),
    "merge.model-applies": must("Parameters stored with a model apply where the request does not set them.", [
      "handler",
      "client:ollama-cli",
    ]),
    "num-ctx.effective": must(
      "`num_ctx` sets the context that `context_length` of `GET /api/ps` shows, up to what the model was trained for.",
      ["handler", "client:ollama-vscode", "client:home-assistant"],
      { operations: ["generate", "chat", "ps"] },
    ),
    "num-ctx.capped": should(
      "A `num_ctx` above the context that the model was trained for is lowered to it.",
      ["handler"],
      { introducedIn: "0.15.5" },
    ),
    "num-ctx.minimum": may("A `num_ctx` of 0 or less is raised to a small positive number.", ["handler"]),
    "num-ctx.huge": should("A huge `num_ctx`, such as 9007199254740993, never crashes the server.", [observed]),
    "num-predict.limits": must("A positive `num_predict` is the largest number of tokens generated.", [
      observed,
      "client:continue",
    ]),
    "num-predict.length": must(
      "An answer cut by `num_predict` has `done_reason` `length`.",
      [observed, "client:ollama-js"],
      { introducedIn: "0.1.35" },
    ),
    "num-predict.negative": should(
      "A negative `num_predict` lets the model go on until it stops, up to some multiple of `num_ctx`.",
      ["handler"],
    ),
    "num-predict.zero": may("A `num_predict` of 0 means either no limit or no token.", [observed]),
    "stop.cuts": must("Generation ends where a string of `stop` appears.", [observed, "client:continue"]),
    "stop.not-in-text": must("The stop string that ended a generation is not part of the text.", [
      observed,
      "client:continue",
    ]),
    "stop.across-tokens": should("A stop string is found even if it is spread over several tokens and frames.", [
      "handler",
    ]),
    "stop.done-reason": should("An answer ended by a stop string has `done_reason` `stop`.", [observed], {
      introducedIn: "0.1.35",
    }),
    "stop.empty-clears": may("`stop` that is `[]` clears the model's own stop strings.", [observed]),
    "stop.string": may("A `stop` that is a bare string gets an error, though the documentation allows it.", [
      observed,
      "docs",
    ]),
    "seed.repeatable": should("Two requests with the same `seed` and options give the same text.", [
      "handler",
      "docs",
      "client:langchain",
    ]),
    "temperature.zero-repeatable": should("With `temperature` 0 two equal requests give the same text.", ["handler"]),
    "temperature.no-range-check": may(
      "No option is checked for its range, so that a `temperature` of -1 or 100 is accepted.",
      [observed],
    ),
    "temperature.overflow": may("A `temperature` too large for a 32-bit float, such as `1e300`, gets 500.", [observed]),
    "default.num-ctx": may(
      "The default of `num_ctx` depends on the machine's memory, or is what the server was told.",
      ["handler", "docs"],
    ),
    "default.temperature": may("The default of `temperature` is 0.8.", ["handler", "docs"]),
    "default.top-k": may("The default of `top_k` is 40.", ["handler", "docs"]),
    "default.top-p": may("The default of `top_p` is 0.9.", ["handler", "docs"]),
    "default.min-p": may("The default of `min_p` is 0.", ["handler", "docs"], { introducedIn: "0.3.1" }),
    "default.repeat-penalty": may("The default of `repeat_penalty` is 1.0.", ["handler"], { introducedIn: "0.32.10" }),
    "default.repeat-last-n": may("The default of `repeat_last_n` is 64.", ["handler", "docs"]),
    "default.seed": may("Without `seed` two answers to one request may differ.", ["handler"]),
    "top-k.one-is-greedy": should("With `top_k` 1 two equal requests give the same text.", ["handler"]),
    "num-keep.accepted": may("`num_keep` -1 keeps the whole prompt when the context is shifted.", ["handler"]),
    "sampling-no-reload": should("A change of sampling options such as `temperature` does not load the model anew.", [
      observed,
    ]),
    "draft-num-predict.accepted": may(
      "`draft_num_predict` is accepted for models without a draft model.",
      ["handler"],
      { introducedIn: "0.30.0" },
    ),
  },
);
