import type { RequirementId } from "@cria/spec";
import { ResponsesResponse } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectRecord, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { type Fields, type Said, untagged } from "./v1/ask.ts";
import * as chat from "./v1/chat.ts";
import { at, expectCount, expectSaid, expectText, expectUnixSeconds, objectsAt, textOr } from "./v1/json.ts";
import { called, itemsOf, respond, textOf, thought } from "./v1/responses.ts";
import { flat, weather } from "./v1/tools.ts";

/** Fields with which a model soon ends its answer. */
const shortAnswer = {
  text: {
    format: {
      type: "json_schema",
      name: "answer",
      schema: {
        type: "object",
        properties: { ok: { type: "boolean" } },
        required: ["ok"],
        additionalProperties: false,
      },
    },
  },
};

/** A rule of the plain answer. */
function plain(id: RequirementId, verify: (said: Said, context: CheckContext) => void): Check {
  return check(id, ["model"], async (context) => verify(await respond(context), context));
}

/** A field of the plain answer has a value. */
function fixed(id: RequirementId, expected: Fields): Check {
  return plain(id, ({ answer, body }) => {
    for (const [field, value] of Object.entries(expected)) expectEqual(body[field], value, field, answer);
  });
}

/** A field is that of the request, else another value. */
function echoes(
  id: RequirementId,
  field: string,
  { given, absent, need = "model" }: { given: unknown; absent: unknown; need?: "model" | "tools" },
): Check {
  return check(id, [need], async (context) => {
    const short = { max_output_tokens: 2, [field]: undefined, model: untaggedModel(context, need) };
    const echo = await respond(context, { ...short, [field]: given });
    expectEqual(echo.body[field], given, field, echo.answer);
    const none = await respond(context, short);
    expectEqual(none.body[field], absent, `${field} of an answer to a request without it`, none.answer);
  });
}

const untaggedModel = ({ models }: CheckContext, need: "model" | "tools") =>
  models.with(need === "model" ? "completion" : need);

const usageOf = ({ answer, body }: Said, ...path: readonly string[]) =>
  expectCount(at(body, "usage", ...path), `usage.${path.join(".")}`, answer);

function messageOf(said: Said): Record<string, unknown> {
  const [message] = itemsOf(said, "message");
  expectThat(message !== undefined, "the output has no item of the type message", said.answer);
  return message;
}

export const openaiResponses = [
  fixed("openai-responses.object", { object: "response" }),
  plain("openai-responses.id", ({ answer, body }) => {
    expectThat(expectText(body.id, "id", answer).startsWith("resp_"), `id is ${show(body.id)}`, answer);
  }),
  plain("openai-responses.created-at", ({ answer, body }) => {
    expectUnixSeconds(body.created_at, "created_at", answer);
  }),
  plain("openai-responses.completed-at", ({ answer, body }) => {
    if (body.status === "incomplete") return;
    const created = expectUnixSeconds(body.created_at, "created_at", answer);
    const completed = expectUnixSeconds(body.completed_at, "completed_at", answer);
    expectThat(completed >= created, `completed_at is ${created - completed} s before created_at`, answer);
  }),
  check("openai-responses.status-completed", ["model"], async (context) => {
    const { answer, body } = await respond(context, { max_output_tokens: 256, ...shortAnswer });
    if (usageOf({ answer, body }, "output_tokens") >= 256) throw new NotApplicable("the model did not end its answer");
    expectEqual(body.status, "completed", "status", answer);
  }),
  check("openai-responses.status-cut", ["model"], async (context) => {
    const { answer, body } = await respond(context, { max_output_tokens: 2 });
    expectThat(["completed", "incomplete"].includes(textOr(body.status)), `status is ${show(body.status)}`, answer);
  }),
  check("openai-responses.model-echo", ["model"], async (context) => {
    const model = untagged(context.model);
    const { answer, body } = await respond(context, { model });
    expectEqual(body.model, model, "model", answer);
  }),
  plain("openai-responses.output-is-list", ({ answer, body }) => void expectArray(body.output, "output", answer)),
  plain("openai-responses.message-item", (said) => {
    const message = messageOf(said);
    expectEqual(message.role, "assistant", "role of the message", said.answer);
    const parts = objectsAt(message, "content");
    expectEqual(
      parts.map(({ type }) => type),
      ["output_text"],
      "the types of the message's parts",
      said.answer,
    );
    expectText(parts[0]?.text, "text of the part", said.answer);
  }),
  plain("openai-responses.message-annotations", (said) => {
    expectArray(at(messageOf(said), "content", 0, "annotations"), "annotations", said.answer);
  }),
  plain("openai-responses.message-status", (said) => {
    const wanted = said.body.status === "incomplete" ? "incomplete" : "completed";
    expectEqual(messageOf(said).status, wanted, "status of the message", said.answer);
  }),
  plain("openai-responses.message-id", (said) => void expectSaid(messageOf(said).id, "id of the message", said.answer)),
  check("openai-responses.function-call-item", ["tools"], async (context) => {
    const said = await called(context);
    for (const item of itemsOf(said, "function_call")) {
      expectSaid(item.call_id, "call_id", said.answer);
      expectSaid(item.name, "name", said.answer);
      expectText(item.arguments, "arguments", said.answer);
    }
  }),
  check("openai-responses.function-call-status", ["tools"], async (context) => {
    const said = await called(context);
    for (const { status } of itemsOf(said, "function_call")) expectEqual(status, "completed", "status", said.answer);
  }),
  check("openai-responses.reasoning-item", ["thinking"], async (context) => {
    const said = await thought(context);
    for (const item of itemsOf(said, "reasoning")) {
      expectEqual(at(item, "summary", 0, "type"), "summary_text", "the type of the summary", said.answer);
      expectSaid(at(item, "summary", 0, "text"), "the text of the summary", said.answer);
    }
  }),
  check("openai-responses.reasoning-first", ["thinking"], async (context) => {
    const said = await thought(context);
    expectEqual(objectsAt(said.body, "output")[0]?.type, "reasoning", "the type of the first item", said.answer);
  }),
  plain("openai-responses.usage", (said) => {
    for (const field of ["input_tokens", "output_tokens", "total_tokens"]) usageOf(said, field);
  }),
  plain("openai-responses.usage-sum", (said) => {
    const sum = usageOf(said, "input_tokens") + usageOf(said, "output_tokens");
    expectEqual(usageOf(said, "total_tokens"), sum, "usage.total_tokens", said.answer);
  }),
  plain("openai-responses.usage-details", (said) => {
    usageOf(said, "input_tokens_details", "cached_tokens");
    usageOf(said, "output_tokens_details", "reasoning_tokens");
  }),
  fixed("openai-responses.error-null", { error: null }),
  plain("openai-responses.incomplete-details-null", ({ answer, body }) => {
    if (body.status !== "completed") return;
    expectEqual(body.incomplete_details, null, "incomplete_details", answer);
  }),
  check("openai-responses.echo-temperature", ["model"], async (context) => {
    for (const [temperature, echo] of [
      [0.25, 0.25],
      [undefined, 1],
    ]) {
      const { answer, body } = await respond(context, { temperature, max_output_tokens: 2 });
      expectEqual(body.temperature, echo, "temperature", answer);
    }
  }),
  echoes("openai-responses.echo-top-p", "top_p", { given: 0.5, absent: 1 }),
  check("openai-responses.echo-max-output-tokens", ["model"], async (context) => {
    const { answer, body } = await respond(context);
    expectEqual(body.max_output_tokens, 12, "max_output_tokens", answer);
  }),
  echoes("openai-responses.echo-instructions", "instructions", { given: "Be brief.", absent: null }),
  check("openai-responses.echo-tools", ["tools"], async (context) => {
    const model = context.models.with("tools");
    const { answer, body } = await respond(context, { model, max_output_tokens: 2, tools: flat(weather) });
    const names = objectsAt(body, "tools").map(({ type, name }) => ({ type, name }));
    expectEqual(names, [{ type: "function", name: weather.name }], "tools", answer);
    const none = await respond(context, { max_output_tokens: 2 });
    expectEqual(none.body.tools, [], "tools of an answer to a request without them", none.answer);
  }),
  echoes("openai-responses.echo-truncation", "truncation", { given: "auto", absent: "disabled" }),
  check("openai-responses.echo-text-format", ["model"], async (context) => {
    const none = await respond(context, { max_output_tokens: 2 });
    expectEqual(at(none.body, "text", "format"), { type: "text" }, "text.format", none.answer);
    const format = { type: "json_schema", name: "answer", schema: { type: "object", properties: {} } };
    const { answer, body } = await respond(context, { max_output_tokens: 2, text: { format } });
    for (const field of ["type", "name", "schema"] as const) {
      expectEqual(at(body, "text", "format", field), format[field], `text.format.${field}`, answer);
    }
  }),
  echoes("openai-responses.echo-background", "background", { given: true, absent: false }),
  check("openai-responses.echo-reasoning", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    const reasoning = { effort: "low", summary: "auto" };
    const { answer, body } = await respond(context, { model, max_output_tokens: 2, reasoning });
    expectEqual(body.reasoning, reasoning, "reasoning", answer);
    const none = await respond(context, { model, max_output_tokens: 2, reasoning: undefined });
    expectEqual(none.body.reasoning, null, "reasoning of an answer to a request without it", none.answer);
  }),
  fixed("openai-responses.tool-choice", { tool_choice: "auto" }),
  fixed("openai-responses.parallel-tool-calls", { parallel_tool_calls: true }),
  fixed("openai-responses.store", { store: false }),
  fixed("openai-responses.service-tier", { service_tier: "default" }),
  fixed("openai-responses.metadata", { metadata: {} }),
  fixed("openai-responses.penalties", { presence_penalty: 0, frequency_penalty: 0 }),
  fixed("openai-responses.top-logprobs", { top_logprobs: 0 }),
  fixed("openai-responses.previous-response-id", { previous_response_id: null }),
  fixed("openai-responses.unset-limits", { max_tool_calls: null, safety_identifier: null, prompt_cache_key: null }),
  plain("openai-responses.all-keys", ({ answer, body }) => {
    const missing = Object.keys(ResponsesResponse.properties).filter((key) => !(key in expectRecord(body, "the body")));
    expectThat(missing.length === 0, `the response lacks ${missing.join(", ")}`, answer);
  }),
  plain("openai-responses.no-output-text", ({ answer, body }) => {
    expectThat(!("output_text" in body), "the response has a key output_text", answer);
  }),
  check("openai-responses.agrees-with-chat", ["model"], async (context) => {
    const said = await respond(context);
    const text = chat.contentOf(await chat.chat(context, { seed: undefined }));
    expectEqual(textOf(said), text, "the text", said.answer);
  }),
];
