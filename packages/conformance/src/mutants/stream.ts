import { gzipSync } from "node:zlib";
import { json } from "../fake/answer.ts";
import { goJson, serialize } from "../fake/serialize.ts";
import { without } from "./changes.ts";
import {
  fieldsOf,
  generates,
  onFields,
  onFrames,
  onList,
  onParts,
  textIn,
  thinkingIn,
  withText,
  withThinking,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Mutants of streams. */
export const stream: readonly Mutant[] = [
  {
    id: "stream-ignored",
    bug: "`stream` true is accepted and ignored: the answer is one object.",
    seenIn: "paiml/aprender#2396",
    killedBy: ["stream.default.on", "stream.default.null", "stream.true.honoured"],
    request: onFields((fields) => ({ ...fields, stream: false })),
  },
  {
    id: "stream-off-by-default",
    bug: "Without `stream` the answer is one object, as in OpenAI's protocol.",
    killedBy: ["stream.default.on"],
    request: onFields((fields) => ({ stream: false, ...fields })),
  },
  {
    id: "stream-null-is-false",
    bug: "`stream` null counts as false.",
    killedBy: ["stream.default.null"],
    request: onFields((fields) => (fields.stream === null ? { ...fields, stream: false } : fields)),
  },
  {
    id: "stream-always",
    bug: "`stream` false is answered with a stream.",
    killedBy: ["stream.false.one-object", "stream.false.content-type"],
    request: onFields((fields) => ({ ...fields, stream: true })),
  },
  {
    id: "stream-as-event-stream",
    bug: "A proxy labels the stream `text/event-stream`.",
    seenIn: "open-webui/open-webui#4915",
    killedBy: ["stream.content-type"],
    answer: (answer) => relabelled(answer, "text/event-stream"),
  },
  {
    id: "stream-with-charset",
    bug: "The content type of a stream has a charset.",
    killedBy: ["stream.content-type-no-charset"],
    answer: (answer) => relabelled(answer, "application/x-ndjson; charset=utf-8"),
  },
  {
    id: "stream-as-sse",
    bug: "Frames are sent as server-sent events with `[DONE]` at the end.",
    seenIn: "0xPlaygrounds/rig#825",
    killedBy: ["stream.frame.no-sse", "stream.frame.one-per-line"],
    answer: onParts((part, index, count) => `data: ${part}\n${index === count - 1 ? "data: [DONE]\n\n" : ""}`),
  },
  {
    id: "frames-cut-in-transit",
    bug: "A proxy cuts frames into pieces that arrive one after the other.",
    seenIn: "sigoden/aichat#548",
    killedBy: ["stream.frame.flushed-whole"],
    answer: onParts((part) => [part.slice(0, 30), part.slice(30)], 6),
  },
  {
    id: "frames-without-newline",
    bug: "Objects follow each other without newlines.",
    killedBy: ["stream.frame.one-per-line", "stream.frame.newline"],
    answer: onParts((part) => part.trimEnd()),
  },
  {
    id: "last-newline-missing",
    bug: "The last object has no newline, so clients that read lines wait for it.",
    killedBy: ["stream.frame.newline"],
    answer: onParts((part, index, count) => (index === count - 1 ? part.trimEnd() : part)),
  },
  {
    id: "blank-lines",
    bug: "Two newlines follow each object.",
    killedBy: ["stream.frame.no-blank-lines"],
    answer: onParts((part) => `${part}\n`),
  },
  {
    id: "pretty-frames",
    bug: "Frames are printed over several lines.",
    killedBy: ["stream.frame.one-per-line"],
    answer: onParts((part) => `${JSON.stringify(JSON.parse(part), undefined, 2)}\n`),
  },
  {
    id: "stream-buffered",
    bug: "The whole answer is generated before its first frame is sent.",
    killedBy: ["stream.transfer.incremental"],
    answer: (answer) => (answer.body.kind === "ndjson" ? { ...answer, body: { ...answer.body, pace: 0 } } : answer),
  },
  {
    id: "stream-with-length",
    bug: "A proxy collects the stream and sends it with its length.",
    killedBy: ["stream.transfer.chunked"],
    answer: (answer) => {
      if (answer.body.kind !== "ndjson") return answer;
      const length = serialize(answer).parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
      return { ...answer, headers: { ...answer.headers, "content-length": String(length) } };
    },
  },
  {
    id: "stream-compressed",
    bug: "A proxy compresses the stream for clients that did not ask for it.",
    killedBy: ["stream.transfer.no-compression"],
    answer: (answer, request) => {
      if (answer.body.kind !== "ndjson" || !generates(request)) return answer;
      const bytes = gzipSync(answer.body.frames.map((frame) => `${goJson(frame)}\n`).join(""));
      const headers = { "content-type": "application/x-ndjson", "content-encoding": "gzip" };
      return { status: 200, headers, body: { kind: "raw", parts: [bytes] } };
    },
  },
  {
    id: "done-reason-without-done",
    bug: "The stream ends with `done_reason`, but without `done` true.",
    seenIn: "ollama/ollama-vscode#58",
    killedBy: ["stream.final.exactly-one", "chat.stream.final-frame-last"],
    answer: onFrames((frame, { streamed }) => (streamed ? { ...frame, done: false } : frame)),
  },
  {
    id: "done-twice",
    bug: "The object with `done` true is sent twice.",
    killedBy: ["stream.final.exactly-one", "stream.final.last"],
    answer: onList((frames) => [...frames, frames.at(-1)]),
  },
  {
    id: "frame-after-done",
    bug: "Text follows the object with `done` true.",
    killedBy: ["stream.final.last", "chat.stream.final-frame-last"],
    answer: onList((frames) => [...frames.slice(0, -2), frames.at(-1), frames.at(-2)]),
  },
  {
    id: "no-done-reason",
    bug: "The last object has no `done_reason`.",
    killedBy: ["stream.final.done-reason"],
    answer: onFrames((frame) => without(frame, "done_reason")),
  },
  {
    id: "done-left-out",
    bug: "`done` is left out where it is false.",
    killedBy: ["stream.chunk.done-false", "generate.done.bool", "chat.done.bool"],
    answer: onFrames((frame) => (frame.done === false ? without(frame, "done") : frame)),
  },
  {
    id: "done-as-text",
    bug: '`done` is the text `"true"` or `"false"`.',
    killedBy: ["generate.done.bool", "chat.done.bool", "generate.unstreamed.done", "chat.unstreamed.done"],
    answer: onFrames((frame) => ({ ...frame, done: String(frame.done) })),
  },
  {
    id: "done-reason-null",
    bug: "Each frame has a `done_reason`, null before the end, as OpenAI's `finish_reason`.",
    killedBy: ["stream.chunk.no-done-reason"],
    answer: onFrames((frame) => ({ done_reason: null, ...frame })),
  },
  {
    id: "metrics-on-every-frame",
    bug: "Each frame has the counts so far.",
    killedBy: ["stream.chunk.no-metrics"],
    answer: onFrames((frame, { index }) => ({ eval_count: index + 1, ...frame })),
  },
  {
    id: "context-on-every-frame",
    bug: "Each frame of a completion has a `context`.",
    killedBy: ["stream.chunk.no-context"],
    answer: onFrames((frame) => ("response" in frame ? { context: [1], ...frame } : frame)),
  },
  {
    id: "frame-without-model",
    bug: "Only the last frame has a `model`.",
    killedBy: ["stream.frame.model"],
    answer: onFrames((frame, { last }) => (last ? frame : without(frame, "model"))),
  },
  {
    id: "frame-without-created-at",
    bug: "Frames have no `created_at`.",
    killedBy: ["stream.frame.created-at"],
    answer: onFrames((frame) => without(frame, "created_at")),
  },
  {
    id: "created-at-goes-back",
    bug: "The last frame has the time at which the request came, before that of the others.",
    killedBy: ["stream.frame.created-at-order"],
    answer: onFrames((frame, { last, streamed }) =>
      streamed && last ? { ...frame, created_at: new Date(Date.now() - 2000).toISOString() } : frame,
    ),
  },
  {
    id: "first-token-lost",
    bug: "The first token of a stream is lost.",
    killedBy: ["stream.algebra.text"],
    answer: onList((frames) => frames.slice(1)),
  },
  {
    id: "frames-mixed-up",
    bug: "Frames are sent in another order than they were generated.",
    killedBy: ["stream.frame.order-kept", "stream.algebra.text"],
    answer: onList((frames) => [...frames.slice(0, -1).toReversed(), frames.at(-1)]),
  },
  {
    id: "spaces-trimmed",
    bug: "White space at the ends of each piece is trimmed.",
    killedBy: ["stream.algebra.text"],
    answer: onFrames((frame, { streamed }) => (streamed ? withText(frame, textIn(frame).trim()) : frame)),
  },
  {
    id: "thinking-not-streamed",
    bug: "Thinking appears only with `stream` false.",
    killedBy: ["stream.algebra.thinking"],
    answer: onList((frames) => frames.filter((frame) => thinkingIn(frame) === "")),
  },
  {
    id: "thinking-cut-when-whole",
    bug: "With `stream` false only the last piece of the thinking is kept.",
    killedBy: ["stream.algebra.thinking"],
    answer: onFrames((frame, { streamed }) =>
      streamed || thinkingIn(frame) === "" ? frame : withThinking(frame, thinkingIn(frame).slice(-3)),
    ),
  },
  {
    id: "logprobs-lost",
    bug: "The first frame of a stream has no log probabilities.",
    killedBy: ["stream.algebra.logprobs", "logprobs.stream.own-frame"],
    answer: onFrames((frame, { index, streamed }) => (streamed && index === 0 ? without(frame, "logprobs") : frame)),
  },
  {
    id: "second-call-lost",
    bug: "A stream has the first tool call alone.",
    killedBy: ["stream.algebra.tool-calls", "tools.unstreamed.in-message"],
    answer: onList((frames) => {
      const calls = frames.filter((frame) => JSON.stringify(frame).includes('"tool_calls"'));
      return frames.filter((frame) => frame === calls[0] || !calls.includes(frame));
    }),
  },
  {
    id: "counts-of-frames",
    bug: "In a stream `eval_count` counts the frames, the last one too.",
    killedBy: ["stream.algebra.counts"],
    answer: onFrames((frame, { index, last, streamed }) =>
      streamed && last ? { ...frame, eval_count: index + 1 } : frame,
    ),
  },
  {
    id: "characters-split",
    bug: "A character beyond the Basic Multilingual Plane is split over two frames.",
    killedBy: ["stream.algebra.utf8"],
    answer: onList((frames) =>
      frames.flatMap((frame) => {
        const text = textIn(frame);
        const at = text.search(/[\uD800-\uDBFF]/);
        return at < 0 ? [frame] : [withText(frame, text.slice(0, at + 1)), withText(frame, text.slice(at + 1))];
      }),
    ),
  },
  {
    id: "bytes-replaced",
    bug: "Bytes of a character that come as several tokens become replacement characters.",
    killedBy: ["stream.algebra.utf8", "stream.algebra.text"],
    answer: onFrames((frame, { streamed }) =>
      streamed ? withText(frame, textIn(frame).replace(/[^\0-\x7f]/gu, "\uFFFD")) : frame,
    ),
  },
  {
    id: "progress-without-success",
    bug: "The stream of a creation just ends.",
    killedBy: ["stream.progress.success-last"],
    answer: (answer, { operation }) =>
      operation === "create" && answer.body.kind === "ndjson"
        ? { ...answer, body: { ...answer.body, frames: answer.body.frames.slice(0, -1) } }
        : answer,
  },
  {
    id: "progress-as-message",
    bug: "Steps of a creation stand in `message` rather than in `status`.",
    killedBy: ["stream.progress.status-string", "stream.progress.success-last"],
    answer: (answer, { operation }) => {
      if (operation !== "create" || answer.body.kind !== "ndjson") return answer;
      const frames = answer.body.frames.map((frame) => ({ message: (frame as { status?: unknown }).status }));
      return { ...answer, body: { ...answer.body, frames } };
    },
  },
  {
    id: "progress-unstreamed-list",
    bug: "With `stream` false a creation answers with the list of its steps.",
    killedBy: ["stream.progress.unstreamed-last-only"],
    answer: (answer, request) =>
      request.operation === "create" && fieldsOf(request).stream === false && answer.status === 200
        ? json(200, [{ status: "writing manifest" }, { status: "success" }])
        : answer,
  },
];

function relabelled(answer: Parameters<NonNullable<Mutant["answer"]>>[0], type: string) {
  return answer.body.kind === "ndjson" ? { ...answer, headers: { ...answer.headers, "content-type": type } } : answer;
}
