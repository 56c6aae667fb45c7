import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `details` and `capabilities` of models. */
export const details = chapter(
  {
    id: "details",
    title: "Details and capabilities",
    about: "What lists and show say of a model's kind.",
    operations: ["list", "show", "ps"],
  },
  {
    format: must("`details.format` is a string such as `gguf`.", [observed, "client:zed"], { introducedIn: "0.1.15" }),
    family: must(
      "`details.family` is a string such as `llama`.",
      [observed, "client:zed", "client:roo-code", "client:lightrag"],
      { introducedIn: "0.1.15" },
    ),
    families: should("`details.families` is an array of strings with the family in it, or `null`.", [observed], {
      introducedIn: "0.1.15",
    }),
    "parameter-size": must(
      "`details.parameter_size` is a string such as `8.0B`.",
      [observed, "client:zed", "client:roo-code"],
      { introducedIn: "0.1.15" },
    ),
    "quantization-level": must("`details.quantization_level` is a string such as `Q4_K_M`.", [observed, "client:zed"], {
      introducedIn: "0.1.15",
    }),
    "parent-model": may("`details.parent_model` is a string, empty where there is no parent.", [observed], {
      introducedIn: "0.1.21",
    }),
    "same-everywhere": should(
      "Format, family, size and quantization of a model are the same in list, show and loaded models.",
      ["handler", "client:open-webui"],
    ),
    "capabilities.values": should(
      "Each capability is `completion`, `tools`, `insert`, `vision`, `embedding`, `thinking`, `image` or `audio`.",
      ["handler"],
      { operations: ["show", "list"], introducedIn: "0.6.4" },
    ),
    "capabilities.unique": should("No capability of a model is named twice.", ["handler"], {
      operations: ["show", "list"],
      introducedIn: "0.6.4",
    }),
    "capabilities.completion": must(
      "A model that generates text has the capability `completion`.",
      ["handler", "client:copilot", "client:enchanted"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "capabilities.embedding": should(
      "A model made for embeddings has the capability `embedding` and not `completion`.",
      ["handler"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "capabilities.tools": must(
      "A model whose template uses tools has the capability `tools`.",
      ["handler", "client:roo-code", "client:copilot"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "capabilities.tools-kept": must(
      "A model with the capability `tools` accepts `tools` in a chat.",
      ["handler", "client:copilot"],
      { operations: ["show", "chat"], introducedIn: "0.6.4" },
    ),
    "capabilities.vision": must(
      "A model that sees images has the capability `vision`.",
      ["handler", "client:copilot"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "capabilities.thinking": should("A model that can think has the capability `thinking`.", ["handler"], {
      operations: ["show"],
      introducedIn: "0.9.0",
    }),
    "capabilities.insert": should(
      "A model whose template uses a suffix has the capability `insert`.",
      ["handler", "client:continue"],
      { operations: ["show"], introducedIn: "0.6.4" },
    ),
    "capabilities.audio": may("A model that hears has the capability `audio`.", ["handler"], {
      operations: ["show"],
      introducedIn: "0.20.0",
    }),
  },
);
