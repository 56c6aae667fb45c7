import type { OperationId } from "@cria/spec";
import { isRecord } from "../check/expect.ts";
import { type FakeAnswer, json, ndjson } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import type { FakeModel, FakeState } from "../fake/state.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody } from "./operations.ts";

type AnswerChange = NonNullable<Mutant["answer"]>;

/** Leaves fields out of creations. */
export function uncreated(...names: readonly string[]): NonNullable<Mutant["request"]> {
  return onBody(
    (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name))),
    "create",
  );
}

/** Text of the error that an answer ends with; undefined for a success. */
export function errorOf({ body }: FakeAnswer): string | undefined {
  const last = body.kind === "ndjson" ? body.frames.at(-1) : body.kind === "json" ? body.value : undefined;
  return isRecord(last) && typeof last.error === "string" ? last.error : undefined;
}

/** Tells of a success where an operation fails with such an error. */
export function succeedsThough(id: OperationId, error: RegExp): AnswerChange {
  return (answer, request) => {
    if (request.operation !== id || !error.test(errorOf(answer) ?? "")) return answer;
    const success = { status: "success" };
    return fieldsOf(request).stream === false ? json(200, success) : ndjson([{ status: "writing manifest" }, success]);
  };
}

/** Replaces the errors of an operation. */
export function errorsOf(
  id: OperationId,
  change: (error: string, answer: FakeAnswer, request: FakeRequest) => FakeAnswer,
): AnswerChange {
  return (answer, request) => {
    const error = errorOf(answer);
    return request.operation === id && error !== undefined ? change(error, answer, request) : answer;
  };
}

/** Does something to the store after an operation that succeeded. */
export function after(id: OperationId, change: (state: FakeState, fields: Fields) => void): AnswerChange {
  return (answer, request, state) => {
    if (request.operation === id && answer.status === 200 && errorOf(answer) === undefined) {
      change(state, fieldsOf(request));
    }
    return answer;
  };
}

/** Changes the model that was created, knowing what the request said and what it was made of. */
export function created(change: (model: FakeModel, fields: Fields, base: FakeModel | undefined) => Partial<FakeModel>) {
  return after("create", (state, fields) => {
    const model = state.find(String(fields.model ?? fields.name));
    const base = typeof fields.from === "string" ? state.find(fields.from) : undefined;
    if (model !== undefined) state.add({ ...model, ...change(model, fields, base) });
  });
}

/** Changes the objects of a stream of progress. */
export function onProgress(
  id: "create" | "pull" | "push",
  change: (frames: readonly Fields[]) => readonly unknown[],
): AnswerChange {
  return (answer, { operation }) => {
    const { body } = answer;
    if (operation !== id || body.kind !== "ndjson") return answer;
    return { ...answer, body: { ...body, frames: change(body.frames.filter(isRecord)) } };
  };
}
