import { chapter, may, must, should } from "./chapter.ts";

/** Where capabilities come from, and what they promise. */
export const modelsCapabilities = chapter(
  {
    id: "models-capabilities",
    title: "Capabilities",
    about: "Where capabilities come from, and what they promise.",
    operations: ["show"],
  },
  {
    "vision-is-true": must(
      "A model with the capability `vision` accepts a request with an image.",
      ["handler", "client:copilot"],
      { operations: ["show", "chat"], introducedIn: "0.6.4" },
    ),
    "thinking-is-true": should("A model with the capability `thinking` accepts `think` true.", ["handler"], {
      operations: ["show", "chat"],
      introducedIn: "0.9.0",
    }),
    "insert-is-true": should("A model with the capability `insert` accepts `suffix`.", ["handler", "client:continue"], {
      operations: ["show", "generate"],
      introducedIn: "0.6.4",
    }),
    "thinking-from-template": should(
      "A model whose Go template writes `.Thinking` of its messages between tags has the capability `thinking`.",
      ["handler"],
      { operations: ["create", "show"], introducedIn: "0.9.0" },
    ),
    "no-tools-without": should(
      "A model whose template mentions no tools has no capability `tools`, unless a parser declares it.",
      ["handler"],
      { operations: ["create", "show"], introducedIn: "0.6.4" },
    ),
    "parser-tools": should("A model created with `parser` `qwen3-coder` has the capability `tools`.", ["handler"], {
      operations: ["create", "show"],
      introducedIn: "0.12.0",
    }),
    "parser-thinking": should(
      "A model created with `parser` `qwen3-thinking` has the capabilities `tools` and `thinking`.",
      ["handler"],
      { operations: ["create", "show"], introducedIn: "0.16.3" },
    ),
    inherited: should("A copy has the capabilities of its source.", ["handler"], {
      operations: ["copy", "show"],
      introducedIn: "0.6.4",
    }),
    order: may("Capabilities stand in any order.", ["handler"], { introducedIn: "0.6.4" }),
    "embedding-only-refuses-chat": should(
      "A model without the capability `completion` answers 400 to a chat.",
      ["handler"],
      { operations: ["show", "chat"], introducedIn: "0.6.4" },
    ),
    "template-suffix": must(
      "`template` of a model that completes between two texts contains `.Suffix`.",
      ["handler", "client:continue"],
      { introducedIn: "0.2.6" },
    ),
  },
);
