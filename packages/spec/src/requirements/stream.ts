import { chapter, may, must, observed, should } from "./chapter.ts";

const answers = ["generate", "chat"] as const;

/** Rules of streams of JSON lines. */
export const stream = chapter(
  {
    id: "stream",
    title: "Streams",
    about: "Framing, order and end of streams of JSON lines.",
    operations: ["generate", "chat", "create", "pull", "push"],
  },
  {
    "default.on": must("A request without `stream` is answered with a stream.", [
      observed,
      "client:open-webui",
      "client:ollama-cli",
    ]),
    "default.null": must("A request with `stream` null is answered with a stream.", [
      "handler",
      observed,
      "client:ollama-go",
    ]),
    "true.honoured": must(
      "A request with `stream` true is answered with a stream rather than with one object at the end.",
      [observed, "client:cline"],
    ),
    "false.one-object": must("A request with `stream` false is answered with exactly one JSON object.", [
      observed,
      "client:curl",
      "client:ollama-python",
    ]),
    "false.content-type": must(
      "An answer with `stream` false has a content type that begins with `application/json`.",
      [observed, "client:litellm"],
    ),
    "false.content-type-exact": may(
      "Generate and chat with `stream` false have `application/json; charset=utf-8`, create, pull and push have `application/json`.",
      [observed],
    ),
    "content-type": must("A stream has the content type `application/x-ndjson`.", [observed, "client:open-webui"]),
    "content-type-no-charset": should("The content type of a stream has no parameters such as `charset`.", [observed]),
    "frame.one-per-line": must("Each line of a stream is one whole JSON object.", [
      observed,
      "client:ollama-js",
      "client:zed",
    ]),
    "frame.newline": must("Each object of a stream is followed by a newline.", [
      observed,
      "client:ollama-go",
      "client:zed",
    ]),
    "frame.no-blank-lines": should("A stream has no blank lines.", ["handler"]),
    "frame.no-sse": must("Lines of a stream have no `data:` before the object, and no `[DONE]` ends it.", [
      "handler",
      "client:ollama-js",
    ]),
    "frame.flushed-whole": should("Each object is sent with its newline at once rather than split over pauses.", [
      "handler",
      "client:aichat",
    ]),
    "frame.order-kept": must(
      "Frames arrive in the order in which they were generated.",
      ["handler", "client:ollama-js"],
      { operations: answers },
    ),
    "transfer.chunked": should("A stream over HTTP/1.1 is sent in chunks without `Content-Length`.", [observed]),
    "transfer.incremental": must(
      "Frames are sent as they are generated rather than all at the end.",
      ["handler", "client:cline"],
      { operations: answers },
    ),
    "transfer.no-compression": should("A stream is not held back by compression where the client asks for none.", [
      "handler",
    ]),
    "final.exactly-one": must(
      "A stream that neither fails nor is cut for its repetitions has exactly one object with `done` true.",
      [observed, "client:ollama-js", "client:ollama-vscode"],
      { operations: answers },
    ),
    "final.last": must("The object with `done` true is the last of the stream.", [observed, "client:ollama-js"], {
      operations: answers,
    }),
    "final.done-reason": should(
      "The last object of a stream has a `done_reason`.",
      [observed, "client:ollama-vscode"],
      { operations: answers, introducedIn: "0.1.35" },
    ),
    "final.text-counts": may(
      "The last object is usually without text, but what text it has belongs to the answer.",
      ["handler", "docs"],
      { operations: answers },
    ),
    "chunk.done-false": must("Every object of a stream but the last has `done` false.", [observed, "client:zed"], {
      operations: answers,
    }),
    "chunk.no-done-reason": should("Objects before the last have no `done_reason`.", [observed], {
      operations: answers,
    }),
    "chunk.no-metrics": should("Objects before the last have no counts and no durations.", [observed], {
      operations: answers,
    }),
    "chunk.no-context": should("Objects before the last have no `context`.", [observed], { operations: ["generate"] }),
    "frame.model": must("Each object of a stream has a `model`.", [observed, "client:zed"], { operations: answers }),
    "frame.created-at": must(
      "Each object of a stream has a `created_at`.",
      [observed, "client:zed", "client:ollama-go"],
      { operations: answers },
    ),
    "frame.created-at-order": should(
      "`created_at` never goes back from one object of a stream to the next.",
      ["handler"],
      { operations: answers },
    ),
    "algebra.text": must(
      "With `temperature` 0 and a seed, the joined texts of a stream are the text of the answer with `stream` false.",
      ["handler", "client:open-webui"],
      { operations: answers },
    ),
    "algebra.thinking": should(
      "The joined `thinking` of a stream is the `thinking` of the answer with `stream` false.",
      ["handler"],
      { operations: answers, introducedIn: "0.9.0" },
    ),
    "algebra.logprobs": should(
      "The joined `logprobs` of a stream are the `logprobs` of the answer with `stream` false.",
      ["handler"],
      { operations: answers, introducedIn: "0.12.11" },
    ),
    "algebra.tool-calls": should(
      "The tool calls of a stream are those of the answer with `stream` false, in the same order.",
      ["handler"],
      { operations: ["chat"] },
    ),
    "algebra.counts": should("`eval_count` and `prompt_eval_count` do not depend on `stream`.", ["handler"], {
      operations: answers,
    }),
    "algebra.utf8": must("A character is never split over two objects of a stream.", ["handler", "client:ollama-js"], {
      operations: answers,
    }),
    "abort.ends-generation": should(
      "Closing the connection ends the generation, so that the model is free for the next request.",
      ["handler"],
      { operations: answers },
    ),
    "abort.serves-on": must(
      "Closing the connection in the middle of a stream does no harm to later requests.",
      ["handler", "client:cline"],
      { operations: answers },
    ),
    "repetition.guard": may(
      "A stream whose output repeats one piece more than 30 times in a row may end without an object with `done` true.",
      [observed],
      { operations: answers },
    ),
    "repetition.unstreamed": may(
      "With `stream` false an answer that was cut for its repetitions may have `done` false.",
      [observed],
      { operations: answers },
    ),
    "progress.success-last": must(
      'A stream of progress that does not fail ends in `{"status":"success"}`.',
      [observed, "client:ollama-js", "client:ollama-cli"],
      { operations: ["create", "pull", "push"] },
    ),
    "progress.status-string": must(
      "Each object of progress that is no error has a `status` string.",
      [observed, "client:ollama-js"],
      { operations: ["create", "pull", "push"] },
    ),
    "progress.unstreamed-last-only": should(
      "With `stream` false only the last object of progress is sent.",
      [observed],
      { operations: ["create", "pull", "push"] },
    ),
  },
);
