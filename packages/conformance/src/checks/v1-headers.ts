import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { type Answer, parseJson } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { ask, type Fields, user } from "./v1/ask.ts";
import { offeredOf } from "./v1/offered.ts";
import { least, pathOf, posted, type Streaming, streaming } from "./v1/requests.ts";

/** A short request to an operation that generates text. */
function short(id: Streaming, model: string, tokens = 4): Fields {
  const field = id === "openaiResponses" ? "max_output_tokens" : "max_tokens";
  return { ...least(id, model), [field]: tokens, temperature: 0 };
}

/** A rule of what each operation that generates text answers to a short request. @param more its fields */
function each(id: RequirementId, more: Fields, verify: (answer: Answer, operation: Streaming) => void): Check {
  return check(id, ["model"], async (context) => {
    for (const operation of offeredOf(context, streaming)) {
      const answer = await ask(context, pathOf(operation), { ...short(operation, context.model), ...more });
      expectStatus(answer, 200);
      verify(answer, operation);
    }
  });
}

const streamed = { stream: true };

function expectObject(answer: Answer): void {
  expectRecord(answer.json, "the body", answer);
  expectThat(answer.mediaType !== "text/event-stream", "the body is called a stream", answer);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Answers that generate nothing. */
async function lists(context: CheckContext): Promise<Answer[]> {
  return context.absent.has("openaiModels") ? [] : [await context.client.get("/v1/models")];
}

export const v1Headers = [
  check("v1-headers.json-content-type", ["model"], async (context) => {
    const answers = await lists(context);
    for (const id of offeredOf(context, streaming)) {
      answers.push(await ask(context, pathOf(id), short(id, context.model)));
    }
    for (const answer of answers) {
      expectStatus(answer, 200);
      expectEqual(answer.mediaType, "application/json", "the media type", answer);
    }
  }),
  check("v1-headers.error-content-type", [], async (context) => {
    for (const id of offeredOf(context, posted)) {
      for (const more of [{}, streamed]) {
        const answer = await ask(context, pathOf(id), { ...least(id, absentModel), ...more });
        expectEqual(answer.mediaType, "application/json", "the media type of an error", answer);
      }
    }
  }),
  each("v1-headers.stream-content-type", streamed, (answer) =>
    expectEqual(answer.mediaType, "text/event-stream", "the media type", answer),
  ),
  check("v1-headers.no-cache", ["model"], async (context) => {
    for (const id of offeredOf(context, ["openaiResponses", "anthropicMessages"])) {
      const answer = await ask(context, pathOf(id), { ...short(id, context.model), ...streamed });
      expectEqual(answer.header("cache-control"), "no-cache", "Cache-Control", answer);
    }
  }),
  each("v1-headers.stream-not-compressed", streamed, (answer) =>
    expectEqual(answer.header("content-encoding") ?? "identity", "identity", "Content-Encoding", answer),
  ),
  each("v1-headers.events-end-with-blank-line", streamed, (answer) =>
    expectThat(/\r?\n\r?\n$/.test(answer.text), "the last event does not end with a blank line", answer),
  ),
  each("v1-headers.no-comments", streamed, (answer) => {
    const odd = answer.text.split(/\r?\n/).find((line) => /^(?::|id:|retry:)/.test(line));
    expectThat(odd === undefined, `the stream has the line ${odd}`, answer);
  }),
  each("v1-headers.event-data-is-one-json", streamed, (answer) => {
    expectThat(answer.events.length > 0, "the stream has no events", answer);
    for (const [i, { data }] of answer.events.entries()) {
      if (data !== "[DONE]") expectRecord(parseJson(data, `event ${i + 1}`), `event ${i + 1}`, answer);
    }
  }),
  check("v1-headers.stream-is-incremental", ["model"], async (context) => {
    for (const id of offeredOf(context, streaming)) {
      const text = "Count slowly from one to forty, in words.";
      const fields = { ...short(id, context.model, 20), ...streamed };
      const asked =
        "messages" in fields ? { messages: [user(text)] } : { [id === "openaiResponses" ? "input" : "prompt"]: text };
      let answer = await ask(context, pathOf(id), { ...fields, ...asked });
      if (answer.events.length < 8) throw new NotApplicable("the model's answer is too short to see it come");
      // On a busy machine this program may sleep while events arrive; never so often, though.
      for (let tries = 1; tries < 6 && !isSpread(answer); tries++) {
        answer = await context.client.post(pathOf(id), { ...fields, ...asked });
      }
      if (!isSpread(answer) && answer.exchange.duration < 100) {
        throw new NotApplicable("the model is too fast to see when its events are sent");
      }
      expectThat(isSpread(answer), `all ${answer.events.length} events came at once`, answer);
    }
  }),
  each("v1-headers.stream-false-is-one-json", { stream: false }, expectObject),
  each("v1-headers.stream-absent-is-one-json", {}, expectObject),
  each("v1-headers.stream-true-streams", streamed, (answer) => {
    expectThat(/^(?:data|event|:)/.test(answer.text), "the body is no stream of events", answer);
    expectThat(answer.events.length > 1, `the stream has ${answer.events.length} events`, answer);
  }),
  each("v1-headers.json-parses-to-utf8", {}, (answer) => {
    expectThat(isUtf8(answer.bytes), "the body is not UTF-8", answer);
  }),
  each("v1-headers.no-retry-headers-on-success", {}, (answer) =>
    expectEqual(answer.header("x-should-retry"), undefined, "x-should-retry", answer),
  ),
];

/** Whether the events of a stream did not all come at once. */
function isSpread({ arrivals }: Answer): boolean {
  return arrivals.length >= 3 && (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0) >= 1;
}
