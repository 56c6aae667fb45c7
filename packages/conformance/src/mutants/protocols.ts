import type { OperationId } from "@cria/spec";
import { isRecord } from "../check/expect.ts";
import { type FakeAnswer, type FakeEvent, json } from "../fake/answer.ts";
import type { FakeRequest, OperationRequest } from "../fake/request.ts";
import { mapElements, mapField, mapObjects } from "./changes.ts";
import type { Mutant } from "./mutant.ts";

export type Fields = Record<string, unknown>;
type AnswerChange = NonNullable<Mutant["answer"]>;
type RequestChange = NonNullable<Mutant["request"]>;
type Which = OperationId | readonly OperationId[];

/** Operations of OpenAI's protocol that generate text. */
export const openaiGenerating = ["openaiChatCompletions", "openaiCompletions", "openaiResponses"] as const;
/** Operations under /v1 that take JSON. */
export const v1Posting = [...openaiGenerating, "openaiEmbeddings", "anthropicMessages"] as const;

const concerns = (which: Which, operation: OperationId | undefined) =>
  operation !== undefined && (typeof which === "string" ? which === operation : which.includes(operation));

/** Changes what some operations answer. */
export const answers =
  (which: Which, change: (answer: FakeAnswer, request: FakeRequest) => FakeAnswer): AnswerChange =>
  (answer, request) =>
    concerns(which, request.operation) ? change(answer, request) : answer;

/** Changes the JSON of what some operations answer with success: the body, or the data of each event. */
export const bodies = (which: Which, change: (body: Fields, index: number, count: number) => unknown) =>
  answers(which, (answer) => (answer.status === 200 ? mapObjects(answer, change) : answer));

/** Changes the JSON of the errors of some operations. */
export const refusals = (which: Which, change: (body: Fields) => unknown) =>
  answers(which, (answer) => (answer.status >= 400 ? mapObjects(answer, change) : answer));

/** Changes the events of the streams of some operations. */
export const events = (which: Which, change: (events: readonly FakeEvent[]) => readonly FakeEvent[]) =>
  answers(which, (answer) =>
    answer.body.kind === "sse" ? { ...answer, body: { ...answer.body, events: change(answer.body.events) } } : answer,
  );

/** Leaves out the events of a type. */
export const withoutEvents = (which: Which, type: string) =>
  events(which, (all) => all.filter(({ data }) => !(isRecord(data) && data.type === type)));

/** Changes the events of a type. */
export const eventsOf = (which: Which, type: string, change: (data: Fields) => unknown) =>
  bodies(which, (data) => (data.type === type ? change(data) : data));

/** Changes the choices of a body or of each chunk. */
export const choices = (which: Which, change: (choice: Fields) => unknown) =>
  bodies(which, (body) => mapElements(body, "choices", change));

/** Changes the tool calls of the message or the delta of each choice. */
export const toolCalls = (change: (call: Fields) => unknown) =>
  choices("openaiChatCompletions", (choice) =>
    ["message", "delta"].reduce(
      (all, field) => mapField(all, field, (inner) => mapElements(inner, "tool_calls", change)),
      choice,
    ),
  );

/** Changes the JSON body of requests for some operations. */
export const requests =
  (which: Which, change: (body: Fields) => Fields): RequestChange =>
  (request) => {
    if (!concerns(which, request.operation)) return request;
    const body = bodyOf(request);
    return body === undefined ? request : { ...request, bytes: new TextEncoder().encode(JSON.stringify(change(body))) };
  };

/** The JSON object of a request; undefined if there is none. */
export function bodyOf({ bytes }: Pick<OperationRequest, "bytes">): Fields | undefined {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Refuses requests whose body is so. */
export const refusing = (which: Which, refused: (body: Fields) => boolean, status = 400) =>
  answers(which, (answer, request) => {
    const body = bodyOf(request);
    if (body === undefined || !refused(body)) return answer;
    return json(status, {
      error: { message: "unsupported request", type: "invalid_request_error", param: null, code: null },
    });
  });
