import { isRecord } from "../check/expect.ts";
import { mapElements, mapField, without } from "./changes.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies, events, eventsOf, refusing, requests, withoutEvents } from "./protocols.ts";

const responses = "openaiResponses";

/** Changes the items of a response's output. */
const items = (change: (item: Record<string, unknown>) => unknown) =>
  bodies(responses, (body) => mapElements(body, "output", change));

/** Mutants of responses in OpenAI's protocol. */
export const openaiResponses: readonly Mutant[] = [
  {
    id: "openai-responses-done",
    bug: "The stream of a response ends with `[DONE]`.",
    killedBy: ["openai-responses-stream.no-done"],
    answer: answers(responses, (answer) =>
      answer.body.kind === "sse"
        ? { ...answer, body: { ...answer.body, events: [...answer.body.events, { data: "[DONE]" }] } }
        : answer,
    ),
  },
  {
    id: "openai-responses-event-names-missing",
    bug: "Events of a response have no `event:` line.",
    killedBy: ["openai-responses-stream.event-is-type"],
    answer: answers(responses, (answer) =>
      answer.body.kind === "sse"
        ? { ...answer, body: { ...answer.body, events: answer.body.events.map(({ data }) => ({ data })) } }
        : answer,
    ),
  },
  {
    id: "openai-responses-sequence-from-1",
    bug: "`sequence_number` counts from 1.",
    killedBy: ["openai-responses-stream.sequence-numbers"],
    answer: bodies(responses, (body) =>
      typeof body.sequence_number === "number" ? { ...body, sequence_number: body.sequence_number + 1 } : body,
    ),
  },
  {
    id: "openai-responses-created-missing",
    bug: "The stream begins with `response.in_progress`.",
    killedBy: ["openai-responses-stream.created-first"],
    answer: withoutEvents(responses, "response.created"),
  },
  {
    id: "openai-responses-completed-missing",
    bug: "The stream just ends.",
    killedBy: ["openai-responses-stream.completed-last", "openai-responses-stream.completed-usage"],
    answer: events(responses, (all) =>
      all.filter(({ data }) => !(isRecord(data) && /^response\.(?:completed|incomplete)$/.test(String(data.type)))),
    ),
  },
  {
    id: "openai-responses-item-not-added",
    bug: "Items are never added, only filled.",
    killedBy: ["openai-responses-stream.item-added-first"],
    answer: withoutEvents(responses, "response.output_item.added"),
  },
  {
    id: "openai-responses-part-not-added",
    bug: "The part of a text is never added.",
    killedBy: ["openai-responses-stream.part-added-first"],
    answer: withoutEvents(responses, "response.content_part.added"),
  },
  {
    id: "openai-responses-index-always-0",
    bug: "Every item has the `output_index` 0.",
    killedBy: ["openai-responses-stream.output-index-is-push-order"],
    answer: bodies(responses, (body) => ("output_index" in body ? { ...body, output_index: 0 } : body)),
  },
  {
    id: "openai-responses-done-text-empty",
    bug: "`response.output_text.done` has no text.",
    killedBy: ["openai-responses-stream.text-done"],
    answer: eventsOf(responses, "response.output_text.done", (data) => ({ ...data, text: "" })),
  },
  {
    id: "openai-responses-completed-output-empty",
    bug: "`response.completed` has no output.",
    killedBy: ["openai-responses-stream.completed-output"],
    answer: eventsOf(responses, "response.completed", (data) =>
      mapField(data, "response", (r) => ({ ...r, output: [] })),
    ),
  },
  {
    id: "openai-responses-own-event",
    bug: "Reasoning comes in events that OpenAI's API does not have.",
    killedBy: ["openai-responses-stream.known-event-types", "openai-responses-stream.reasoning-delta"],
    answer: answers(responses, (answer) =>
      answer.body.kind === "sse"
        ? {
            ...answer,
            body: JSON.parse(
              JSON.stringify(answer.body).replaceAll(
                "response.reasoning_summary_text.delta",
                "response.thinking.delta",
              ),
            ),
          }
        : answer,
    ),
  },
  {
    id: "openai-responses-nested-tools",
    bug: "Tools are read in the form of chat completions only.",
    killedBy: ["openai-responses-request.flat-tools"],
    request: requests(responses, (body) => ({
      ...body,
      tools: Array.isArray(body.tools) ? body.tools.filter((tool) => isRecord(tool) && "function" in tool) : undefined,
    })),
  },
  {
    id: "openai-responses-call-without-call-id",
    bug: "A call has its id in `id` alone.",
    killedBy: ["openai-responses.function-call-item"],
    answer: items((item) => without(item, "call_id")),
  },
  {
    id: "openai-responses-plain-content",
    bug: "`content` of a message is a text.",
    killedBy: ["openai-responses.message-item"],
    answer: items((item) => (item.type === "message" ? { ...item, content: "Yes." } : item)),
  },
  {
    id: "openai-responses-instructions-ignored",
    bug: "`instructions` do not reach the prompt.",
    killedBy: ["openai-responses-request.instructions"],
    request: requests(responses, (body) => without(body, "instructions")),
  },
  {
    id: "openai-responses-keys-left-out",
    bug: "Keys without a value are left out.",
    killedBy: ["openai-responses.all-keys"],
    answer: bodies(responses, (body) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))),
  },
  {
    id: "openai-responses-usage-of-chat",
    bug: "`usage` has the names of chat completions.",
    killedBy: ["openai-responses.usage"],
    answer: bodies(responses, (body) =>
      mapField(body, "usage", ({ input_tokens, output_tokens, total_tokens }) => ({
        prompt_tokens: input_tokens,
        completion_tokens: output_tokens,
        total_tokens,
      })),
    ),
  },
  {
    id: "openai-responses-reasoning-item-refused",
    bug: "An item `reasoning` of an earlier answer is refused.",
    killedBy: ["openai-responses-request.reasoning-item"],
    answer: refusing(
      responses,
      ({ input }) => Array.isArray(input) && input.some((i) => isRecord(i) && i.type === "reasoning"),
    ),
  },
];
