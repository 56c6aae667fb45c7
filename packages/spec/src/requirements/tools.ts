import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of tools and tool calls. */
export const tools = chapter(
  { id: "tools", title: "Tools", about: "How tools are offered and called.", operations: ["chat"] },
  {
    "request.empty-list": must(
      "`tools` that is `[]` or `null` means no tools, also for models without the capability `tools`.",
      [observed, "client:zed"],
      { introducedIn: "0.2.6" },
    ),
    "request.unsupported-status": must(
      "`tools` get 400 from a model without the capability `tools`.",
      [observed, "client:home-assistant"],
      { introducedIn: "0.2.6" },
    ),
    "request.unsupported-text": should(
      "`tools` get a text that ends in `does not support tools` from a model that can't.",
      [observed],
      { introducedIn: "0.2.6" },
    ),
    "request.unsupported-full-name": may(
      "The error of a model without the capability `tools` has the full name in it, such as `registry.ollama.ai/library/m:latest does not support tools`.",
      [observed],
    ),
    "request.unsupported-on-load": may("`tools` are refused for a request that only loads such a model too.", [
      observed,
    ]),
    "request.type-any": must(
      "A tool with the `type` `function` and a `function` with name, description and parameters is accepted.",
      [observed, "client:ollama-js", "client:langchain"],
      { introducedIn: "0.2.6" },
    ),
    "request.unvalidated": may("Tools without a name or without a function are accepted.", [observed]),
    "request.schema-keywords": must(
      "Keywords of JSON Schema in a tool's parameters that the API does not know, such as `additionalProperties` or `default`, are no error.",
      [observed, "client:langchain", "client:home-assistant"],
    ),
    "request.type-list": must('A `type` in a tool\'s parameters may be a list such as `["string", "null"]`.', [
      observed,
      "client:home-assistant",
    ]),
    "request.no-parameters": must("A tool without parameters, or with empty properties, is accepted.", [
      observed,
      "client:home-assistant",
    ]),
    "request.not-a-list": should("`tools` that is no array gets 400.", [observed]),
    "call.arguments-object": must(
      "The `arguments` of a tool call are a JSON object, never a string.",
      [observed, "client:ollama-python", "client:copilot", "client:home-assistant"],
      { introducedIn: "0.2.6" },
    ),
    "call.name": must(
      "The `function.name` of a tool call is a string that is not empty.",
      [observed, "client:home-assistant"],
      { introducedIn: "0.2.6" },
    ),
    "call.list": must("`tool_calls` is an array that is not empty, or is left out.", [observed, "client:ollama-js"], {
      introducedIn: "0.2.6",
    }),
    "call.complete": must(
      "A tool call arrives whole, never in parts over several frames.",
      [observed, "client:home-assistant", "client:zed"],
      { introducedIn: "0.2.6" },
    ),
    "call.index": should("`function.index` counts the calls of an answer from 0.", [observed], {
      introducedIn: "0.12.6",
    }),
    "call.id": should("A tool call has an `id` that is not empty.", [observed], { introducedIn: "0.12.10" }),
    "call.id-unique": should("The `id`s of the tool calls of an answer differ.", ["handler"], {
      introducedIn: "0.12.10",
    }),
    "call.id-form": may(
      "The `id` of a tool call is `call_` and eight characters of `a` to `z` and `0` to `9`, or what the engine chose.",
      [observed],
      { introducedIn: "0.12.10" },
    ),
    "call.no-type": may("A tool call of a native answer has no `type`.", [observed, "go-types"]),
    "call.content-empty": must("A frame with tool calls has a `content` that is a string.", [
      observed,
      "client:litellm",
    ]),
    "call.not-in-content": should(
      "The text of a tool call does not appear in `content` too.",
      ["handler", "client:open-webui"],
      { introducedIn: "0.8.0" },
    ),
    "call.done-reason": should("An answer that ends in tool calls has `done_reason` `stop`.", [observed]),
    "call.several": should("An answer may have several tool calls, in one frame or in several.", [observed]),
    "call.argument-types": should("Arguments have the JSON types that the tool's parameters ask for.", ["handler"]),
    "stream.own-frame": should("Tool calls arrive in a frame with `done` false, or in the last one.", [observed], {
      introducedIn: "0.8.0",
    }),
    "stream.final-after": must(
      "A frame with `done` true follows or has the tool calls.",
      [observed, "client:ollama-js"],
      { introducedIn: "0.2.6" },
    ),
    "stream.text-first": should("Text before a tool call is streamed before the call.", [observed], {
      introducedIn: "0.8.0",
    }),
    "unstreamed.in-message": must(
      "With `stream` false tool calls stand in `message.tool_calls`.",
      [observed, "client:ollama-python"],
      { introducedIn: "0.2.6" },
    ),
    "unknown-tool": may("A call of a tool that the request did not offer is dropped, passed on or shown as text.", [
      observed,
    ]),
    "argument-order": may("Arguments stand in any order.", [observed]),
    "roundtrip.answers": must(
      "A request with a tool call and a message of the role `tool` with its result is answered.",
      ["handler", "client:home-assistant", "client:zed"],
      { introducedIn: "0.2.6" },
    ),
    "without-tools": should("Without `tools` in the request an answer has no `tool_calls`.", ["handler"]),
    "generate-none": should("A completion has no tools: `tools` in its request are ignored.", ["go-types"], {
      operations: ["generate"],
    }),
  },
);
