import { chapter, may, should } from "./chapter.ts";

/** Parameters stored with a model and what they do. */
export const modelsParameters = chapter(
  {
    id: "models-parameters",
    title: "Stored parameters",
    about: "Parameters stored with a model and what they do.",
    operations: ["show"],
  },
  {
    "stop-used": should("Stored `stop` texts end an answer if the request gives none.", ["handler"], {
      operations: ["create", "generate", "chat"],
    }),
    "stop-request-replaces": should(
      "`stop` of a request replaces the stored texts and does not add to them.",
      ["handler"],
      { operations: ["create", "generate", "chat"] },
    ),
    "num-predict-used": should("A stored `num_predict` limits an answer whose request does not set it.", ["handler"], {
      operations: ["create", "generate", "chat"],
    }),
    "large-numbers": may("Numbers of a million and more may be shown with an exponent, such as `1e+06`.", ["handler"]),
    "all-shown": should("Every parameter of the creation is shown.", ["handler"], { operations: ["create", "show"] }),
    "v1-uses-stop": should("Stored `stop` texts end a chat completion whose request gives none.", ["handler"], {
      operations: ["create", "openaiChatCompletions"],
    }),
    "messages-uses-own": should(
      "A stored `temperature` 0 makes two answers of `/v1/messages` without `temperature` equal.",
      ["handler"],
      { operations: ["create", "anthropicMessages"] },
    ),
  },
);
