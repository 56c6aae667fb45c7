import type { OperationId } from "@cria/spec";
import type { FakeAnswer } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import { mapElements, mapObjects } from "./changes.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

type AnswerChange = NonNullable<Mutant["answer"]>;
type RequestChange = NonNullable<Mutant["request"]>;

/** Changes the answers of an operation. */
export function on(id: OperationId, change: (answer: FakeAnswer, request: FakeRequest) => FakeAnswer): AnswerChange {
  return (answer, request) => (request.operation === id ? change(answer, request) : answer);
}

/** Changes the object of an operation's answers that succeed. */
export function onObject(id: OperationId, change: (value: Fields, request: FakeRequest) => unknown): AnswerChange {
  return on(id, (answer, request) =>
    answer.status === 200 ? mapObjects(answer, (value) => change(value, request)) : answer,
  );
}

/** Changes each entry of a list of models. */
export function onEntries(id: "list" | "ps", change: (entry: Fields) => unknown): AnswerChange {
  return onObject(id, (value) => mapElements(value, "models", change));
}

/** Changes the fields of requests that have a JSON object as body, by default of all operations. */
export function onBody(
  change: (fields: Fields, id: OperationId) => Fields,
  ...ids: readonly OperationId[]
): RequestChange {
  return (request) => {
    const fields = fieldsOf(request);
    const asked = ids.length === 0 || ids.includes(request.operation);
    if (!asked || Object.keys(fields).length === 0) return request;
    return { ...request, bytes: new TextEncoder().encode(JSON.stringify(change(fields, request.operation))) };
  };
}
