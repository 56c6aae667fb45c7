import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectRecord, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askNothing, askWhole, type Kind, kinds, pathOf, prompt, question } from "./inference/ask.ts";
import {
  eachStream,
  type Frame,
  framesOf,
  joinedText,
  joinedThinking,
  objectOf,
  streamed,
  textOf,
  unstreamed,
} from "./inference/frames.ts";
import { instantOf } from "./inference/instant.ts";
import { expectUnloaded } from "./inference/loaded.ts";
import { askSlowly, isIncremental, slow, spanOf } from "./inference/slow.ts";
import { persistently } from "./inference/steady.ts";
import { calling, callsOf, thought } from "./inference/thoughts-and-calls.ts";

/** Fields that stand at the end of an answer alone. */
const metrics = [
  "total_duration",
  "load_duration",
  "prompt_eval_count",
  "prompt_eval_duration",
  "eval_count",
  "eval_duration",
];

/** An answer came as a stream: in more than one object. */
function expectStreamed(answer: Answer): void {
  expectStatus(answer, 200);
  const lines = answer.text.split("\n").filter((line) => line.trim() !== "");
  expectThat(lines.length > 1, "the answer came as one object rather than as a stream", answer);
}

/** Looks at the bytes of the stream of each endpoint. */
async function eachText(context: CheckContext, verify: (text: string, answer: Answer) => void): Promise<void> {
  for (const kind of kinds) {
    const answer = await streamed(context, kind);
    expectStatus(answer, 200);
    verify(answer.text, answer);
  }
}

/** Compares the stream of each endpoint with its answer with `stream` false. */
async function eachPair(
  context: CheckContext,
  verify: (frames: readonly Frame[], whole: Frame, answer: Answer, kind: Kind) => void,
): Promise<void> {
  for (const kind of kinds) {
    const answer = await streamed(context, kind);
    verify(framesOf(answer), objectOf(await unstreamed(context, kind)), answer, kind);
  }
}

const sorted = (text: string) => [...text].toSorted().join("");
const replaced = (text: string) => text.split("\uFFFD").length - 1;

/** Looks at the objects of progress of a new model. */
async function progressOf(context: CheckContext, stream: boolean | undefined): Promise<Answer> {
  // Where no model can be created at all, that is no matter of streams.
  await context.createModel();
  const answer = await context.client.post("/api/create", {
    model: context.scratch.name(),
    from: context.model,
    stream,
  });
  expectStatus(answer, 200);
  return answer;
}

export const stream = [
  check("stream.default.on", ["model"], async (context) => {
    for (const kind of kinds) expectStreamed(await streamed(context, kind));
  }),
  check("stream.default.null", ["model"], async (context) => {
    for (const kind of kinds) expectStreamed(await ask(context, kind, prompt, { stream: null }));
  }),
  check("stream.true.honoured", ["model"], async (context) => {
    for (const kind of kinds) expectStreamed(await ask(context, kind, prompt, { stream: true }));
  }),
  check("stream.false.one-object", ["model"], async (context) => {
    for (const kind of kinds) objectOf(await unstreamed(context, kind));
  }),
  check("stream.false.content-type", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await unstreamed(context, kind);
      expectEqual(answer.mediaType, "application/json", "content-type", answer);
    }
  }),
  check("stream.content-type", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await streamed(context, kind);
      expectEqual(answer.mediaType, "application/x-ndjson", "content-type", answer);
    }
  }),
  check("stream.content-type-no-charset", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await streamed(context, kind);
      const type = answer.header("content-type") ?? "";
      expectThat(!type.includes(";"), `the content type has parameters: ${type}`, answer);
    }
  }),
  check("stream.frame.one-per-line", ["model"], (context) =>
    eachText(context, (_, answer) => {
      answer.frames.forEach((frame, index) => {
        expectRecord(frame, `line ${index + 1} of the body`, answer);
      });
    }),
  ),
  check("stream.frame.newline", ["model"], (context) =>
    eachText(context, (text, answer) => expectThat(text.endsWith("\n"), "the last line has no newline", answer)),
  ),
  check("stream.frame.no-blank-lines", ["model"], (context) =>
    eachText(context, (text, answer) => {
      const blank = text
        .split("\n")
        .slice(0, -1)
        .some((line) => line.trim() === "");
      expectThat(!blank, "the stream has a blank line", answer);
    }),
  ),
  check("stream.frame.no-sse", ["model"], (context) =>
    eachText(context, (text, answer) => {
      const line = text.split("\n").find((each) => /^(?:data|event|id|retry):|^\s*\[DONE\]/.test(each));
      expectThat(line === undefined, `a line is of server-sent events: ${line}`, answer);
    }),
  ),
  check("stream.frame.flushed-whole", ["model"], async (context) => {
    const answer = await slow(context, "chat");
    expectStatus(answer, 200);
    const parts = answer.exchange.response?.parts ?? [];
    // One part that the network cut is no sign; several with pauses behind them are.
    const cut = parts.filter(({ bytes, at }, index) => {
      const next = parts[index + 1];
      return next !== undefined && bytes.at(-1) !== 0x0a && next.at - at >= 4;
    });
    expectThat(cut.length < 3, `${cut.length} frames came in pieces with pauses between them`, answer);
  }),
  check("stream.frame.order-kept", ["model"], (context) =>
    eachPair(context, (frames, whole, answer, kind) => {
      const [text, expected] = [joinedText(kind, frames), textOf(kind, whole)];
      const mixed = text !== expected && sorted(text) === sorted(expected);
      expectThat(!mixed, `the texts of the frames are mixed up: ${JSON.stringify(text)}`, answer);
    }),
  ),
  check("stream.transfer.chunked", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await streamed(context, kind);
      expectEqual(answer.header("content-length"), undefined, "content-length", answer);
      expectEqual(answer.header("transfer-encoding")?.toLowerCase(), "chunked", "transfer-encoding", answer);
    }
  }),
  check("stream.transfer.incremental", ["model"], async (context) => {
    for (const kind of kinds) {
      let answer = await slow(context, kind);
      // On a busy machine this program may sleep while frames arrive; never so often, though.
      for (let tries = 1; tries < 6 && !isIncremental(answer); tries++) answer = await askSlowly(context, kind);
      const [span, expected] = spanOf(answer).map(Math.round);
      const message = `the model took ${expected} ms, and its frames came within ${span} ms`;
      expectThat(isIncremental(answer), message, answer);
    }
  }),
  check("stream.transfer.no-compression", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await streamed(context, kind);
      const coding = answer.header("content-encoding") ?? "identity";
      expectEqual(coding.toLowerCase(), "identity", "content-encoding", answer);
    }
  }),
  check("stream.final.exactly-one", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      const count = frames.filter(({ done }) => done === true).length;
      expectEqual(count, 1, "the number of objects with done true", answer);
    }),
  ),
  check("stream.final.last", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      const place = frames.findIndex(({ done }) => done === true);
      const last = place < 0 || place === frames.length - 1;
      expectThat(last, `object ${place + 1} of ${frames.length} has done true`, answer);
    }),
  ),
  check("stream.final.done-reason", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      const { done_reason: reason } = frames.at(-1)!;
      expectThat(typeof reason === "string" && reason !== "", "the last object has no done_reason", answer);
    }),
  ),
  check("stream.chunk.done-false", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      for (const { done } of frames.slice(0, -1)) expectEqual(done, false, "done before the last object", answer);
    }),
  ),
  check("stream.chunk.no-done-reason", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      for (const frame of frames.slice(0, -1)) expectAbsent(frame, ["done_reason"], answer);
    }),
  ),
  check("stream.chunk.no-metrics", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      for (const frame of frames.slice(0, -1)) expectAbsent(frame, metrics, answer);
    }),
  ),
  check("stream.chunk.no-context", ["model"], (context) =>
    eachStream(
      context,
      (frames, answer) => {
        for (const frame of frames.slice(0, -1)) expectAbsent(frame, ["context"], answer);
      },
      ["generate"],
    ),
  ),
  check("stream.frame.model", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      for (const { model } of frames) expectThat(typeof model === "string", "an object has no model", answer);
    }),
  ),
  check("stream.frame.created-at", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      for (const frame of frames) expectThat("created_at" in frame, "an object has no created_at", answer);
    }),
  ),
  check("stream.frame.created-at-order", ["model"], (context) =>
    eachStream(context, (frames, answer) => {
      const times = frames.map(({ created_at: time }) => instantOf(time)).filter((time) => time !== undefined);
      const back = times.findIndex((time, index) => index > 0 && time < times[index - 1]!);
      expectThat(back < 0, `created_at goes back at object ${back + 1}`, answer);
    }),
  ),
  check("stream.algebra.text", ["model"], async (context) => {
    const prompts = fc.constantFrom(
      ...[prompt, "One, two, three", "The sea is", "¿Qué es un gato? 🐈", "Lily had a red ball.", "Once upon a time"],
    );
    await context.property(
      fc.record({ kind: fc.constantFrom(...kinds), text: prompts }),
      async ({ kind, text }) => {
        await persistently(async () => {
          const frames = framesOf(await ask(context, kind, text));
          const answer = await askWhole(context, kind, text);
          expectEqual(joinedText(kind, frames), textOf(kind, objectOf(answer)), "the joined texts", answer);
        });
      },
      { weight: 5 },
    );
  }),
  check("stream.algebra.thinking", ["thinking"], async (context) => {
    for (const kind of kinds) {
      const frames = framesOf(await thought(context, kind, true));
      const answer = await thought(context, kind, false);
      const { thinking = "" } = kind === "generate" ? objectOf(answer) : messageFields(answer);
      expectEqual(joinedThinking(kind, frames), thinking, "the joined thinking", answer);
    }
  }),
  check("stream.algebra.logprobs", ["model"], async (context) => {
    for (const kind of kinds) {
      const more = { logprobs: true, options: { num_predict: 6 } };
      const frames = framesOf(await ask(context, kind, prompt, more));
      const answer = await askWhole(context, kind, prompt, more);
      const { logprobs = [] } = objectOf(answer);
      const tokens = (list: unknown) => expectArray(list, "logprobs", answer).map((e) => (isRecord(e) ? e.token : e));
      const joined = frames.flatMap((frame) => tokens(frame.logprobs ?? []));
      expectEqual(joined, tokens(logprobs), "the joined tokens of logprobs", answer);
    }
  }),
  check("stream.algebra.tool-calls", ["tools"], async (context) => {
    const calls = (frames: readonly Frame[]) =>
      frames.flatMap(callsOf).map((call) => {
        const { name, arguments: values } = isRecord(call.function) ? call.function : {};
        return { name, arguments: values };
      });
    const answer = await calling(context, true);
    const whole = objectOf(await calling(context, false));
    expectEqual(calls(framesOf(answer)), calls([whole]), "the tool calls of the stream", answer);
  }),
  check("stream.algebra.counts", ["model"], async (context) => {
    for (const kind of kinds) {
      await persistently(async () => {
        const answer = await ask(context, kind, prompt);
        const whole = objectOf(await askWhole(context, kind, prompt));
        for (const name of ["eval_count", "prompt_eval_count"]) {
          expectEqual(framesOf(answer).at(-1)![name], whole[name], `${name} of the stream`, answer);
        }
      });
    }
  }),
  check("stream.algebra.utf8", ["model"], (context) =>
    eachPair(context, (frames, whole, answer, kind) => {
      for (const frame of frames) {
        const text = textOf(kind, frame);
        expectThat(!/\p{Surrogate}/u.test(text), `a frame has half a character: ${JSON.stringify(text)}`, answer);
      }
      const broken = replaced(joinedText(kind, frames)) - replaced(textOf(kind, whole));
      expectThat(broken <= 0, "the frames have replacement characters that the whole answer has not", answer);
    }),
  ),
  check("stream.abort.ends-generation", ["model"], async (context) => {
    const body = question(context, "chat", "Tell me slowly, on and on, about the sea.", {
      options: { num_predict: 4000 },
    });
    await context.client.exchange("POST", pathOf.chat, body, { until: (parts) => parts.length > 0 });
    // A model goes when what it was doing has ended.
    expectStatus(await askNothing(context, "chat", { keep_alive: 0 }), 200);
    await expectUnloaded(context);
  }),
  check("stream.abort.serves-on", ["model"], async (context) => {
    for (const kind of kinds) {
      const body = question(context, kind, prompt);
      await context.client.exchange("POST", pathOf[kind], body, { until: (parts) => parts.length > 0 });
      const end = objectOf(await askWhole(context, kind, prompt, { options: { num_predict: 2 } }));
      expectEqual(end.done, true, "done of the next answer");
    }
  }),
  check("stream.progress.success-last", ["model", "writes"], async (context) => {
    const answer = await progressOf(context, undefined);
    expectEqual(answer.frames.at(-1), { status: "success" }, "the last object", answer);
  }),
  check("stream.progress.status-string", ["model", "writes"], async (context) => {
    const answer = await progressOf(context, true);
    for (const frame of framesOf(answer)) {
      expectThat(typeof frame.status === "string", "an object of progress has no status", answer);
    }
  }),
  check("stream.progress.unstreamed-last-only", ["model", "writes"], async (context) => {
    const answer = await progressOf(context, false);
    expectEqual(answer.json, { status: "success" }, "the answer", answer);
  }),
];

function expectAbsent(frame: Frame, names: readonly string[], answer: Answer): void {
  const found = names.find((name) => name in frame);
  expectThat(found === undefined, `an object before the last has ${found}`, answer);
}

function messageFields(answer: Answer): Frame {
  return expectRecord(objectOf(answer).message, "message", answer);
}
