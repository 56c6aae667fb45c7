import { expectEqual, expectThat, isRecord, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { can } from "../checks/inference/ask.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import type { Asking } from "./asking.ts";
import { accumulate, chatStream, readResponses } from "./openai-stream.ts";
import { profile, rule } from "./profile.ts";
import { answersWith, type Fields, hasStatus, listOf, record, recordOf, records, stringOf, textOf } from "./reads.ts";
import { forecast, question, weather } from "./weather.ts";

const completions = "/v1/chat/completions";
const messages = [{ role: "user", content: "Say hello." }];

/** Headers that the package adds to every request. */
const stainless = { "x-stainless-lang": "js", "x-stainless-runtime": "node", "x-stainless-retry-count": "0" };

/** A streamed chat in which the model should call a tool. */
async function toolCall(asking: Asking, model: string) {
  const request = { model, messages: [question], tools: [weather], stream: true, temperature: 0, max_tokens: 128 };
  const stream = chatStream(await asking.post(completions, request));
  const message = accumulate(stream);
  if (message.toolCalls.length === 0) throw new NotApplicable("the model did not call the tool that it was given");
  return { request, message, answer: stream.answer };
}

/** A completed chat's only choice. */
function choiceOf(answer: Answer): Fields {
  const [choice] = records(answersWith(answer, 200).choices, "`choices`", answer);
  return record(choice, "`choices[0]`", answer);
}

/** Requests that a server refuses, with the status that makes the package's error class. */
const refusals: readonly (readonly [body: Fields, status: number, errorClass: string])[] = [
  [{ model: absentModel, messages }, 404, "NotFoundError"],
  [{ model: absentModel, messages: [] }, 400, "BadRequestError"],
  [{ model: absentModel, messages: "hello" }, 400, "BadRequestError"],
];

/** OpenAI's packages, pointed at the server by their base URL. */
export const openaiSdk = profile("openai-sdk", {
  "base-url": rule("The package would find nothing behind its base URL", async (asking) => {
    answersWith(await asking.get("/v1/models"), 200);
    const answer = await asking.post(completions, { model: absentModel, messages });
    recordOf(answersWith(answer, 404), "error", `POST ${completions}`, answer);
  }),
  bearer: rule("The package's requests would all be refused", async (asking) => {
    const plain = await asking.get("/v1/models");
    asking.requireNoAuthorization(plain);
    hasStatus(await asking.get("/v1/models", { Authorization: "Bearer any-text" }), plain.status);
  }),
  "stainless-headers": rule("The package's requests would all be refused", async (asking) => {
    hasStatus(await asking.get("/v1/models", stainless), 200);
  }),
  "default-embeddings": rule(
    "The package would return vectors of nonsense",
    async (asking, { models }) => {
      const body = { model: models.with("embedding"), input: "a llama" };
      const vector = async (more: Fields) => {
        const answer = await asking.post("/v1/embeddings", { ...body, ...more });
        const [first] = records(answersWith(answer, 200).data, "`data`", answer);
        return { answer, embedding: record(first, "`data[0]`", answer) };
      };
      const [packed, plain] = [await vector({ encoding_format: "base64" }), await vector({})];
      const text = textOf(packed.embedding, "embedding", "`data[0]`", packed.answer);
      const numbers = listOf(plain.embedding, "embedding", "`data[0]`", plain.answer);
      const floats = Buffer.from(text, "base64").length / 4;
      expectEqual(floats, numbers.length, "the number of floats in the base64 form", packed.answer);
    },
    ["embedding"],
  ),
  "error-class": rule("Programs would catch the wrong error", async (asking) => {
    for (const [body, status] of refusals) hasStatus(await asking.post(completions, body), status);
  }),
  "stream-helper-chat": rule(
    "The package's `.stream()` helper would throw",
    async (asking) =>
      void accumulate(chatStream(await asking.post(completions, { ...asking.chatBody(), max_tokens: 8 }))),
    ["model"],
  ),
  "tool-loop": rule(
    "The package's tool runner would fail at its second step",
    async (asking, { models }) => {
      const { request, message } = await toolCall(asking, models.with("tools"));
      // The package sends its own message object back, with the fields that are null.
      const said = {
        role: "assistant",
        content: message.content || null,
        refusal: null,
        tool_calls: message.toolCalls,
      };
      const results = message.toolCalls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: forecast }));
      const body = {
        ...request,
        stream: false,
        max_tokens: 8,
        messages: [...request.messages, said, ...results],
      };
      choiceOf(await asking.post(completions, body));
    },
    ["tools"],
  ),
  "structured-output": rule(
    "The package's parse helper would throw",
    async (asking) => {
      const schema = {
        type: "object",
        properties: { greeting: { type: "string", maxLength: 12 }, count: { type: "integer", minimum: 0, maximum: 9 } },
        required: ["greeting", "count"],
        additionalProperties: false,
      };
      const format = { type: "json_schema", json_schema: { name: "answer", strict: true, schema } };
      const answer = await asking.post(completions, {
        ...asking.chatBody(),
        stream: false,
        max_tokens: 128,
        temperature: 0,
        seed: 1,
        response_format: format,
      });
      const choice = choiceOf(answer);
      if (choice.finish_reason === "length") throw new NotApplicable("the answer was cut before it was complete");
      const content = stringOf(recordOf(choice, "message", "the choice", answer), "content", "the message", answer);
      const value = parsed(content);
      const fits = isRecord(value) && typeof value.greeting === "string" && Number.isInteger(value.count);
      expectThat(fits, `${show(content)} does not fit the schema`, answer);
    },
    ["model"],
  ),
  "list-iterates": rule("`models.list()` would yield nothing", async (asking) => {
    const answer = await asking.get("/v1/models");
    for (const model of records(answersWith(answer, 200).data ?? [], "`data`", answer))
      textOf(model, "id", "a model", answer);
  }),
  "retrieve-with-tag": rule("`models.retrieve()` would not find a model that is there", async (asking, { models }) => {
    for (const { name } of models.known.slice(0, 1)) {
      const answer = await asking.get(`/v1/models/${encodeURIComponent(name).replaceAll("%3A", ":")}`);
      textOf(answersWith(answer, 200), "id", "the model", answer);
    }
  }),
  "stream-helper-responses": rule(
    "The package's `responses.stream()` helper would throw",
    async (asking, context) => {
      const model = asking.modelWithout("thinking");
      const body = { model, input: "Say hello.", stream: true, max_output_tokens: 8 };
      const quiet = can(context, model, "thinking") ? { reasoning: { effort: "none" } } : {};
      readResponses(await asking.post("/v1/responses", { ...body, ...quiet }));
    },
    ["model"],
  ),
  "retry-statuses": rule("The package would send a bad request three times", async (asking) => {
    for (const [body, , errorClass] of refusals) {
      const answer = await asking.post(completions, body);
      const retried = [408, 409, 429].includes(answer.status) || answer.status >= 500;
      expectThat(!retried, `what is a ${errorClass} got the status ${answer.status}`, answer);
    }
  }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
