import { isRecord } from "../check/expect.ts";
import { type FakeAnswer, failure } from "../fake/answer.ts";
import type { FakeRequest, OperationRequest } from "../fake/request.ts";
import { serialize } from "../fake/serialize.ts";
import { mapField, mapObjects } from "./changes.ts";
import type { Mutant } from "./mutant.ts";

export type Fields = Record<string, unknown>;
type AnswerChange = (answer: FakeAnswer, request: FakeRequest) => FakeAnswer;
type RequestChange = NonNullable<Mutant["request"]>;

/** Fields of a request's JSON body, none if it is no JSON object. */
export function fieldsOf({ bytes }: FakeRequest): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** Whether a request is for generated text. */
export function generates({ operation }: FakeRequest): boolean {
  return operation === "generate" || operation === "chat";
}

/** Whether a request asks for a text rather than for loading or unloading a model. */
export function asks(request: FakeRequest): boolean {
  const { prompt, messages } = fieldsOf(request);
  return generates(request) && (Boolean(prompt) || (Array.isArray(messages) && messages.length > 0));
}

/** Changes the fields of requests for generated text that have a JSON object as body. */
export function onFields(change: (fields: Fields, request: OperationRequest) => Fields): RequestChange {
  return (request) => {
    const fields = fieldsOf(request);
    if (!generates(request) || Object.keys(fields).length === 0) return request;
    return { ...request, bytes: new TextEncoder().encode(JSON.stringify(change(fields, request))) };
  };
}

/** Leaves fields out of requests for generated text. */
export function ignoring(...names: readonly string[]): RequestChange {
  return onFields((fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))));
}

/** Answers requests for generated text with 400 where `refused` says so. */
export function refusing(
  refused: (fields: Fields, request: FakeRequest) => boolean,
  error = "bad request",
): AnswerChange {
  return (answer, request) =>
    generates(request) && refused(fieldsOf(request), request) ? failure(400, error) : answer;
}

/** Where an object stands in its answer. */
export interface Place {
  readonly index: number;
  /** Whether it is the last object of a stream, or the only one. */
  readonly last: boolean;
  /** Whether it is one of several. */
  readonly streamed: boolean;
  readonly request: FakeRequest;
}

/** Changes the objects of answers with generated text that succeed. */
export function onFrames(change: (frame: Fields, place: Place) => unknown): AnswerChange {
  return (answer, request) => {
    if (answer.status !== 200 || !generates(request)) return answer;
    const streamed = answer.body.kind === "ndjson";
    return mapObjects(answer, (frame, index, count) =>
      change(frame, { index, last: index === count - 1, streamed, request }),
    );
  };
}

/** Changes the messages of a chat's objects. */
export function onMessages(change: (message: Fields, place: Place) => unknown): AnswerChange {
  return onFrames((frame, place) => mapField(frame, "message", (message) => change(message, place)));
}

/** Changes the list of a stream's objects. */
export function onList(change: (frames: readonly Fields[], request: FakeRequest) => readonly unknown[]): AnswerChange {
  return (answer, request) => {
    const { body } = answer;
    if (body.kind !== "ndjson" || !generates(request)) return answer;
    return { ...answer, body: { ...body, frames: change(body.frames.filter(isRecord), request) } };
  };
}

/** Changes the bytes of streams of generated text, frame by frame. */
export function onParts(
  change: (part: string, index: number, count: number) => string | readonly string[],
  pace?: number,
): AnswerChange {
  return (answer, request) =>
    answer.body.kind === "ndjson" && generates(request) ? rewritten(answer, change, pace) : answer;
}

/** Changes the bytes of JSON answers that succeed, frame by frame. */
export function onJson(change: (part: string) => string | Uint8Array): AnswerChange {
  return (answer, { operation = "root" }) => {
    const { kind } = answer.body;
    const json = answer.status === 200 && (kind === "json" || kind === "ndjson");
    return json && ["generate", "chat", "list", "show", "ps"].includes(operation) ? rewritten(answer, change) : answer;
  };
}

function rewritten(
  answer: FakeAnswer,
  change: (part: string, index: number, count: number) => string | Uint8Array | readonly string[],
  pace?: number,
): FakeAnswer {
  const { headers, parts } = serialize(answer);
  const changed = parts.map((part, i) => change(typeof part === "string" ? part : "", i, parts.length));
  const flat = changed.flatMap((part): (string | Uint8Array)[] =>
    typeof part === "string" || part instanceof Uint8Array ? [part] : [...part],
  );
  return { ...answer, headers: { ...headers, ...answer.headers }, body: { kind: "raw", parts: flat, pace } };
}

/** The text of an object, in `response` or in the message's `content`. */
export function textIn(frame: Fields): string {
  const text = isRecord(frame.message) ? frame.message.content : frame.response;
  return typeof text === "string" ? text : "";
}

/** The object with another text, or with a value in place of its text. */
export function withText(frame: Fields, text: unknown): Fields {
  return isRecord(frame.message)
    ? { ...frame, message: { ...frame.message, content: text } }
    : { ...frame, response: text };
}

/** The thoughts of an object. */
export function thinkingIn(frame: Fields): string {
  const { thinking } = isRecord(frame.message) ? frame.message : frame;
  return typeof thinking === "string" ? thinking : "";
}

/** The object with other thoughts, or with a value in their place. */
export function withThinking(frame: Fields, thinking: unknown): Fields {
  return isRecord(frame.message) ? { ...frame, message: { ...frame.message, thinking } } : { ...frame, thinking };
}

/** Changes error answers of all endpoints below `/api`. */
export function onErrors(
  change: (error: string, answer: FakeAnswer, request: FakeRequest) => FakeAnswer,
): AnswerChange {
  return (answer, request) => {
    const { body } = answer;
    if (answer.status < 400 || body.kind !== "json" || !isRecord(body.value)) return answer;
    const { error } = body.value;
    return typeof error === "string" ? change(error, answer, request) : answer;
  };
}
