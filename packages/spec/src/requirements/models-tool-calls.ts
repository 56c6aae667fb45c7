import { chapter, must, should } from "./chapter.ts";

/** Tool calls in the output of models whose template writes them as JSON. */
export const modelsToolCalls = chapter(
  {
    id: "models-tool-calls",
    title: "Tool calls in the output",
    about: "Tool calls in the output of models whose template writes them as JSON.",
    operations: ["chat"],
  },
  {
    recognised: must("A call that the model writes as its template does becomes an element of `message.tool_calls`.", [
      "handler",
      "client:home-assistant",
    ]),
    "undeclared-is-not-called": should(
      "A call of a function that the request did not declare is not in `tool_calls`.",
      ["handler"],
    ),
    "parameters-key": should("A call written with `parameters` instead of `arguments` is recognised too.", ["handler"]),
    "text-before": should("Text before the tag of the first call is content.", ["handler"]),
    "json-that-is-no-call": should("An answer that is JSON but no call of a declared function is content.", [
      "handler",
    ]),
    "split-tag": should("No piece of the tag of a call is sent as content.", ["handler"]),
    "braces-in-strings": should("Braces and quotes inside texts of the arguments do not end the call.", ["handler"]),
  },
);
